import { spreadText } from '@stillhouse/domain/score/score-text.ts';
import { mean } from '@stillhouse/domain/statistics/spread.ts';
import type { SweepPoint } from '../../recipe/sweep.ts';
import type { StudentScore } from '../../stage/summary.ts';
import { textTable } from './text-table.ts';

export interface SweepResult {
  point: SweepPoint;
  students: readonly StudentScore[];
}

/**
 * For each point and objective the mean ± standard deviation over its seeds, × 100, the best with retrieval first. One table for each dataset
 * and the score that ranks there: a correlation is not ranked among accuracies.
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
  const groups = [...groupedBy(rows, labelOf)].map(([label, group]) => ({
    label,
    fused: group.map(({ student }) => student.fused),
    alone: group.map(({ student }) => student.alone),
  }));
  const ordered = groups.sort((a, b) => order(b.fused) - order(a.fused));
  return textTable(
    ['', 'seeds', 'alone', 'with retrieval'],
    ordered.map(({ label, fused, alone }) => [
      label,
      String(fused.length),
      spreadText(alone),
      spreadText(fused),
    ]),
  );
}

/** Mean of the defined scores; below every score where there is none. */
function order(scores: readonly (number | null)[]): number {
  const defined = scores.filter((score) => score !== null);
  return defined.length === 0 ? -2 : mean(defined);
}

function labelOf({ point, student }: Row): string {
  const fields = Object.entries(point).map(([field, value]) => `${field}=${shown(value)}`);
  return [student.objective, ...fields].join('  ');
}

function groupedBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

function shown(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : JSON.stringify(value);
}
