import { mean, sampleDeviation } from '@stillhouse/domain/statistics/spread.ts';
import type { SweepPoint } from '../recipe/sweep.ts';
import type { StudentScore } from '../stage/summary.ts';

export interface SweepResult {
  point: SweepPoint;
  students: readonly StudentScore[];
}

/** The best first: for each point, objective and dataset the mean ± standard deviation over its seeds, × 100, ordered by the score with retrieval. */
export function sweepTable(results: readonly SweepResult[]): string {
  const groups = new Map<string, { label: string; students: StudentScore[] }>();
  for (const { point, students } of results) {
    for (const student of students) {
      const label = [
        student.objective,
        student.dataset,
        ...Object.entries(point).map(([field, value]) => `${field}=${shown(value)}`),
      ].join('  ');
      const group = groups.get(label) ?? { label, students: [] };
      group.students.push(student);
      groups.set(label, group);
    }
  }
  const fused = (students: readonly StudentScore[]) => mean(students.map((student) => student.fused));
  const ordered = [...groups.values()].sort((a, b) => fused(b.students) - fused(a.students));
  const rows = [
    ['with retrieval', 'alone', 'seeds', 'point'],
    ...ordered.map(({ label, students }) => [
      spread(students.map((student) => student.fused)),
      spread(students.map((student) => student.alone)),
      String(students.length),
      label,
    ]),
  ];
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, i) => (i < 3 ? cell.padStart(widths[i] ?? 0) : cell)).join('   '))
    .join('\n');
}

function shown(value: unknown): string {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : JSON.stringify(value);
}

function spread(values: readonly number[]): string {
  const percent = (value: number) => (100 * value).toFixed(1);
  const deviation = sampleDeviation(values);
  return deviation === null ? percent(mean(values)) : `${percent(mean(values))} ± ${percent(deviation)}`;
}
