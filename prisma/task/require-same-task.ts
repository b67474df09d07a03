import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type CustomTask, customTask, taskOf } from '@stillhouse/domain/task/custom-task.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Transaction } from '../database/database.ts';
import { customTasks } from './custom-tasks.ts';

/** What has to be equal, so that results can stand in one column of the leaderboard. */
const essentials = ['kind', 'texts', 'labels', 'range', 'scores'] as const satisfies readonly (keyof Task)[];

/**
 * Where a recipe brings a task of one's own with it, holds it against the one that was recorded under the same id. Title, files, format and
 * names of columns may differ.
 *
 * @param id of the task, as the run says it
 * @throws ExpectedError CONFLICT saying what differs and what to do
 */
export async function requireSameTask(
  tx: Transaction,
  id: string,
  recipe: Record<string, unknown>,
): Promise<void> {
  const brought = definitionIn(recipe);
  if (!brought) return;
  // Of two runs that begin at once, the second sees the first.
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('task ' || $1, 0))", [id]);
  const [known] = await customTasks(tx, [id]);
  if (!known) return;
  const [there, here] = [taskOf(known), taskOf(brought)];
  const other = essentials.filter((key) => JSON.stringify(there[key]) !== JSON.stringify(here[key]));
  if (other.length === 0) return;
  const differences = other.map(
    (key) => `${key} ${JSON.stringify(here[key])}, before ${JSON.stringify(there[key])}`,
  );
  throw new ExpectedError(
    'CONFLICT',
    `The task "${id}" was recorded with a different definition: ${differences.join('; ')}. Results of both cannot be compared: ` +
      'give the task file another id, or restore its previous definition.',
    ['recipe', 'data', 'task', other[0] ?? ''],
  );
}

function definitionIn({ data }: Record<string, unknown>): CustomTask | undefined {
  const { task } = (data ?? {}) as { task?: unknown };
  return customTask.safeParse(task).data;
}
