import type { Task } from '@stillhouse/domain/task/task.ts';

/**
 * The class id of what a file calls a label: by name, because sources order the names differently; by number only where the
 * task's files hold numbers. Undefined for anything else.
 */
export function labelId(task: Task, numericLabels: boolean, field: string): number | undefined {
  const id = task.labels.indexOf(field);
  if (id >= 0) return id;
  if (numericLabels && /^\d+$/.test(field) && Number(field) < task.labels.length) return Number(field);
  return undefined;
}

/** The labels a file may hold, for a message. */
export function expectedLabels(task: Task, numericLabels: boolean): string {
  const names = task.labels.map((name, id) => (numericLabels ? `${name} (${id})` : name));
  return names.join(', ');
}
