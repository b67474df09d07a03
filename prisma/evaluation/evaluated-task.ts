import { taskOf } from '@stillhouse/domain/task/custom-task.ts';
import { type Task, tasks } from '@stillhouse/domain/task/task.ts';
import type { Queryable } from '../database/database.ts';
import { customTasks } from '../task/custom-tasks.ts';

/** The task of an id, one that comes with Stillhouse or one that a recipe brought; null for one that is not known. */
export async function evaluatedTask(db: Queryable, id: string): Promise<Task | null> {
  const known = tasks.find((task) => task.id === id);
  if (known) return known;
  const [brought] = await customTasks(db, [id]);
  return brought ? taskOf(brought) : null;
}
