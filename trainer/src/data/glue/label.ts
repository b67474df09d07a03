import type { Task } from '@stillhouse/domain/task/task.ts';

/**
 * What a file's label field says: a class id, by name because sources order the names differently, by number only where the task's files
 * hold numbers; for a regression the score. Undefined for anything else, a score outside of the task's range among it.
 */
export function labelOf(task: Task, numericLabels: boolean, field: string): number | undefined {
  if (task.range !== null) return scoreOf(task.range, field);
  const id = task.labels.indexOf(field);
  if (id >= 0) return id;
  if (numericLabels && /^\d+$/.test(field) && Number(field) < task.labels.length) return Number(field);
  return undefined;
}

/** The labels a file may hold, for a message. */
export function expectedLabels(task: Task, numericLabels: boolean): string {
  if (task.range !== null) return `a number from ${task.range[0]} to ${task.range[1]}`;
  const names = task.labels.map((name, id) => (numericLabels ? `${name} (${id})` : name));
  return `one of ${names.join(', ')}`;
}

function scoreOf([low, high]: readonly [number, number], field: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(field)) return undefined;
  const score = Number(field);
  return score >= low && score <= high ? score : undefined;
}
