import { spreadText } from '@stillhouse/domain/score/score-text.ts';
import type { SweepPoint } from '../../recipe/sweep.ts';
import type { StudentScore } from '../../stage/summary.ts';
import { byRank, groupedBy, rankedBy, rankedGroup } from './ranked-group.ts';
import { textTable } from './text-table.ts';

export interface SweepResult {
  point: SweepPoint;
  students: readonly StudentScore[];
}

/**
 * For each point and objective the mean ± standard deviation over its seeds, × 100, the best by the prediction that its objective is meant
 * for first and undefined ones last. One table for each dataset and the figure that ranks there: a correlation is not ranked among
 * accuracies.
 */
export function sweepTable(results: readonly SweepResult[]): string {
  const rows = results.flatMap(({ point, students }) => students.map((student) => ({ point, student })));
  return [...groupedBy(rows, ({ student }) => `${student.dataset}: ${student.score} × 100`)]
    .map(([caption, group]) => `${caption}\n${tableOf(group)}`)
    .join('\n\n');
}

interface Row {
  point: SweepPoint;
  student: StudentScore;
}

function tableOf(rows: readonly Row[]): string {
  const groups = [...groupedBy(rows, labelOf)].map(([label, group]) =>
    rankedGroup(
      label,
      group.map(({ student }) => student),
    ),
  );
  return textTable(
    ['', 'seeds', 'alone', 'with retrieval', 'ranked by'],
    groups
      .sort(byRank)
      .map((group) => [
        group.title,
        String(group.students.length),
        spreadText(group.students.map(({ alone }) => alone)),
        spreadText(group.students.map(({ fused }) => fused)),
        rankedBy(group),
      ]),
  );
}

function labelOf({ point, student }: Row): string {
  const fields = Object.entries(point).map(([field, value]) => `${field}=${shown(value)}`);
  return [student.objective, ...fields].join('  ');
}

function shown(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : JSON.stringify(value);
}
