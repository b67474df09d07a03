import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type Task, taskById, tasks } from '@stillhouse/domain/task/task.ts';
import type { Database } from '../database/database.ts';
import { parseInput } from '../input/parse-input.ts';
import { customTasks } from '../task/custom-tasks.ts';

/** Finished evaluations of students that searched a knowledge base exactly, the earliest first. @throws ExpectedError BAD_INPUT */
export async function storedEvaluations(db: Database, knowledgeBase: string): Promise<StoredEvaluation[]> {
  const found = await db.prisma.evaluation.findMany({
    where: {
      knowledgeBaseId: parseInput(uuid, knowledgeBase),
      search: 'EXACT',
      finishedAt: { not: null },
      run: { kind: 'STUDENT' },
    },
    include: { run: true, dataset: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const brought = await tasksBrought(db, [...new Set(found.map(({ dataset }) => dataset.task))]);
  return found.flatMap(({ id, run, dataset, k, temperature, beta, policyChosenOn }) => {
    if (k === null || temperature === null || beta === null) return [];
    const { digest, task, split, name, labels, size, synthetic, complete } = dataset;
    return {
      id,
      run: { id: run.id, name: run.name, recipe: run.recipeDigest },
      dataset: { digest, task, split, name, labels, size, synthetic, complete },
      task: brought.get(task) ?? taskById(task),
      policy: { k, temperature, beta },
      policyChosenOn,
    };
  });
}

/** Those of the tasks that do not come with Stillhouse, as recipes define them. */
async function tasksBrought(db: Database, ids: readonly string[]): Promise<Map<string, Task>> {
  const others = ids.filter((id) => tasks.every((task) => task.id !== id));
  const brought = others.length > 0 ? await customTasks(db, others) : [];
  return new Map(brought.map((task) => [task.id, taskOf(task)]));
}
