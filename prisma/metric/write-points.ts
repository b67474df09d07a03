import type { Queryable } from '../database/database.ts';
import type { StoredMetric } from './stored-metric.ts';
import type { Point } from './summary.ts';

export interface MetricPoints {
  metric: StoredMetric;
  points: Point[];
}

export interface Replaced {
  count: number;
  nonFinite: number;
}

const incoming = `
  SELECT metric_id, step, value, to_timestamp(ms / 1000) AS time
  FROM unnest($2::int[], $3::bigint[], $4::float8[], $5::float8[]) AS point (metric_id, step, value, ms)`;

const upsert = `
  INSERT INTO metric_point (run_id, metric_id, step, value, time)
  SELECT $1, metric_id, step, value, time FROM incoming
  ON CONFLICT (run_id, metric_id, step) DO UPDATE SET value = excluded.value, time = excluded.time`;

/** All parts of a statement see the table as it was before: \`replaced\` reads the values that the upsert is about to replace. */
const writeAndCountReplaced = `
  WITH incoming AS MATERIALIZED (${incoming}),
  written AS (${upsert})
  SELECT there.metric_id, count(*) AS count,
         count(*) FILTER (WHERE there.value IN ('NaN', 'Infinity', '-Infinity')) AS non_finite
  FROM incoming JOIN metric_point AS there ON there.run_id = $1 AND there.metric_id = incoming.metric_id AND there.step = incoming.step
  GROUP BY there.metric_id`;

const writeOnly = `WITH incoming AS MATERIALIZED (${incoming}) ${upsert}`;

/**
 * Writes points, replacing those that are there. The caller holds a lock on the run's row.
 *
 * @returns by metric id, how many points were replaced; metrics that only grew are left out
 */
export async function writePoints(
  tx: Queryable,
  run: string,
  series: readonly MetricPoints[],
): Promise<Map<number, Replaced>> {
  const ids: number[] = [];
  const steps: number[] = [];
  const values: number[] = [];
  const times: number[] = [];
  for (const { metric, points } of series) {
    for (const point of points) {
      ids.push(metric.id);
      steps.push(point.step);
      values.push(point.value);
      times.push(point.time);
    }
  }
  if (ids.length === 0) return new Map();
  const parameters = [run, arrayText(ids), arrayText(steps), arrayText(values), arrayText(times)];
  if (series.every(onlyGrows)) {
    await tx.query(writeOnly, parameters);
    return new Map();
  }
  const rows = await tx.query<{ metric_id: number; count: number; non_finite: number }>(
    writeAndCountReplaced,
    parameters,
  );
  return new Map(rows.map((row) => [row.metric_id, { count: row.count, nonFinite: row.non_finite }]));
}

/** The ordinary case: every step is past the last one that is there. */
function onlyGrows({ metric, points }: MetricPoints): boolean {
  const last = metric.summary.last;
  return last === null || points.every(({ step }) => step > last.step);
}

/** A Postgres array of numbers: several times faster than pg's own, which looks at every element. */
function arrayText(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
