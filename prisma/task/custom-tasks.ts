import { type CustomTask, customTask } from '@stillhouse/domain/task/custom-task.ts';
import type { Queryable } from '../database/database.ts';

/** The latest definition of each task that recipes bring with them. $1: ids, or null for all. */
const statement = `
  SELECT DISTINCT ON (task) config->'data'->'task' AS definition FROM recipe
  WHERE jsonb_typeof(config->'data'->'task') = 'object' AND ($1::text[] IS NULL OR task = ANY ($1))
  ORDER BY task, created_at DESC`;

/** Tasks of one's own that runs were recorded with, as their latest recipe defines them. @param ids all of them where left out */
export async function customTasks(db: Queryable, ids?: readonly string[]): Promise<CustomTask[]> {
  const rows = await db.query<{ definition: unknown }>(statement, [ids ?? null]);
  return rows.flatMap(({ definition }) => {
    const task = customTask.safeParse(definition);
    return task.success ? [task.data] : [];
  });
}
