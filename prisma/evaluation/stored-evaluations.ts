import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import type { Database } from '../database/database.ts';
import { parseInput } from '../input/parse-input.ts';

/** Finished evaluations of students that searched a knowledge base exactly, the earliest first. @throws ExpectedError BAD_INPUT */
export async function storedEvaluations(
  { prisma }: Database,
  knowledgeBase: string,
): Promise<StoredEvaluation[]> {
  const found = await prisma.evaluation.findMany({
    where: {
      knowledgeBaseId: parseInput(uuid, knowledgeBase),
      search: 'EXACT',
      finishedAt: { not: null },
      run: { kind: 'STUDENT' },
    },
    include: { run: true, dataset: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return found.flatMap(({ id, run, dataset, k, temperature, beta, policyChosenOn }) => {
    if (k === null || temperature === null || beta === null) return [];
    const { digest, task, split, name, labels, size, synthetic, complete } = dataset;
    return {
      id,
      run: { id: run.id, name: run.name },
      dataset: { digest, task, split, name, labels, size, synthetic, complete },
      policy: { k, temperature, beta },
      policyChosenOn,
    };
  });
}
