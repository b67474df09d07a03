import type { BoardColumn } from '@stillhouse/domain/leaderboard/cell.ts';
import type { Split } from '@stillhouse/domain/record/dataset.ts';
import { majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { datasetsOfSplit, type GlueContent, glueContent } from '@stillhouse/domain/task/official-glue.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { BoardDatasetRow } from './board-datasets.ts';

/** A column with the datasets whose results it shows. */
export interface Column extends BoardColumn {
  task: string;
  /** As in print: `WNLI`, `WNLI (other data)`; where there are several, with the beginning of their digests. */
  label: string;
  content: GlueContent;
  digests: string[];
}

/**
 * Columns of a board in the order of its tasks: one for each task, and after it one for each dataset that has the task's name but other
 * content. Only the first joins averages.
 *
 * @param asked whether the tasks were chosen by name: then averages are over all of them
 */
export function boardColumns(
  tasks: readonly Task[],
  datasets: readonly BoardDatasetRow[],
  split: Split,
  asked: boolean,
): Column[] {
  return tasks.flatMap((task) => {
    const ofTask = datasets.filter((dataset) => dataset.task === task.id);
    const others = ofTask.filter((dataset) => glueContent(dataset) === 'OTHER');
    const main = ofTask.filter((dataset) => !others.includes(dataset));
    return [
      column(task, main, { key: task.id, label: task.title, split, averaged: task.averaged || asked }),
      ...others.map((dataset) =>
        column(task, [dataset], {
          key: `${task.id}@${dataset.digest.slice(0, 8)}`,
          label: `${task.title} (other data${others.length > 1 ? `, ${dataset.digest.slice(0, 8)}` : ''})`,
          split: null,
          averaged: false,
        }),
      ),
    ];
  });
}

function column(
  task: Task,
  datasets: readonly BoardDatasetRow[],
  { key, label, split, averaged }: { key: string; label: string; split: Split | null; averaged: boolean },
): Column {
  const contents = datasets.map(glueContent);
  const whole = datasets.filter(({ complete }) => complete);
  return {
    key,
    label,
    task: task.id,
    scores: task.scores,
    averaged,
    datasets: split === null ? 1 : datasetsOfSplit(task.id, split),
    baseline: baselineOf(task, whole.length > 0 ? whole : datasets),
    content:
      (['OTHER', 'UNVERIFIED', 'PART', 'OFFICIAL'] as const).find((one) => contents.includes(one)) ??
      'NOT_GLUE',
    digests: datasets.map(({ digest }) => digest),
  };
}

/** Mean over the datasets, as results are; null where one has no baseline. */
function baselineOf(task: Task, datasets: readonly BoardDatasetRow[]): number | null {
  const figures = datasets.map(({ labelCounts }) => majorityFigure(task, labelCounts));
  const known = figures.filter((figure) => figure !== null);
  if (known.length === 0 || known.length < figures.length) return null;
  return known.reduce((sum, figure) => sum + figure, 0) / known.length;
}
