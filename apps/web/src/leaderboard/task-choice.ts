import type { LeaderboardFilter } from '../generated/graphql.ts';

interface Chosen {
  tasks: readonly string[];
  without: readonly string[];
}

/** The API's filter for the tasks in the address; null where it names none. */
export function taskFilter({ tasks, without }: Chosen): LeaderboardFilter | null {
  if (tasks.length === 0 && without.length === 0) return null;
  return {
    ...(tasks.length > 0 && { tasks: [...tasks] }),
    ...(without.length > 0 && { without: [...without] }),
  };
}

/**
 * The tasks that the menu offers, and which of them are shown. Where the address names none, these are the tasks with results and the hidden
 * ones: hiding one of them asks for no other, so that a task without results never joins the average.
 *
 * @param offered ids of the benchmark's tasks in their order
 * @param scored ids of those with a column
 */
export function taskMenu(
  { tasks, without }: Chosen,
  offered: readonly string[],
  scored: readonly string[],
): { options: string[]; checked: string[] } {
  if (tasks.length > 0) {
    return { options: [...offered], checked: tasks.filter((id) => !without.includes(id)) };
  }
  const options = offered.filter((id) => scored.includes(id) || without.includes(id));
  return { options, checked: options.filter((id) => !without.includes(id)) };
}

/** What the address says once these tasks of the menu are checked. */
export function chooseTasks(
  { tasks }: Chosen,
  { options }: { options: readonly string[] },
  checked: readonly string[],
): { tasks: string[]; without: string[] } {
  if (tasks.length > 0) return { tasks: checked.length === options.length ? [] : [...checked], without: [] };
  return { tasks: [], without: options.filter((id) => !checked.includes(id)) };
}
