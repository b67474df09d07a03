import type { Database } from '../database/database.ts';
import { check } from '../input/check.ts';

export type Axis = 'STEP' | 'TIME';

export interface SeriesQuery {
  series: readonly { run: string; key: string }[];
  axis: Axis;
  /** Ends of the axis, inclusive: steps, or milliseconds since 1970. Default: of each series, its own first and last. */
  from?: number | null | undefined;
  to?: number | null | undefined;
  /** Most buckets of a series, 1 to 10,000. */
  buckets: number;
}

export interface Bucket {
  from: number;
  to: number;
  /** Points in it, the non-finite ones among them. */
  count: number;
  nonFinite: number;
  /** Values at its lowest and highest step, NaN and infinities as such. */
  first: number;
  last: number;
  /** Over its finite values; null where there are none. */
  min: number | null;
  max: number | null;
  mean: number | null;
}

const mostBuckets = 10_000;

/** Where an axis may begin and end: exact whole numbers; milliseconds since 1970 that a Date can be. */
const ends: Record<Axis, [lowest: number, highest: number]> = {
  STEP: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  TIME: [0, 8.64e15],
};

/**
 * Series of metrics cut into buckets of equal width that keep their extremes, so that no spike is hidden; the same points always
 * give the same buckets. A series with no more points than buckets has each point in a bucket of its own. Empty buckets are left out.
 *
 * @returns for each series asked for, in that order, its buckets along the axis; empty for a series that is not there
 * @throws ExpectedError BAD_INPUT
 */
export async function metricSeries(db: Database, query: SeriesQuery): Promise<Bucket[][]> {
  const { series, axis, buckets } = query;
  const from = query.from ?? null;
  const to = query.to ?? null;
  check(
    Number.isInteger(buckets) && buckets >= 1 && buckets <= mostBuckets,
    `must be 1 to ${mostBuckets}`,
    'buckets',
  );
  for (const [name, end] of [
    ['from', from],
    ['to', to],
  ] as const) {
    const [lowest, highest] = ends[axis];
    check(
      end === null || (end >= lowest && end <= highest),
      `must be from ${lowest} to ${highest}, not ${end}`,
      name,
    );
  }
  check(from === null || to === null || from <= to, 'must not be beyond to', 'from');
  const rows = await db.query<Bucket & { series: number }>(statements[axis], [
    series.map(({ run }) => run),
    series.map(({ key }) => key),
    from,
    to,
    buckets,
  ]);
  const result: Bucket[][] = series.map(() => []);
  for (const { series: place, ...bucket } of rows) result[place - 1]?.push(bucket);
  return result;
}

/** Millisecond of a time as a number. */
const positions: Record<Axis, string> = {
  STEP: 'step::float8',
  TIME: '(extract(epoch FROM time) * 1000)::float8',
};

/** What is compared with the index or the column itself. */
const withinRange: Record<Axis, string> = {
  STEP: 'step >= coalesce(ceil($3::float8)::bigint, 0) AND step <= coalesce(floor($4::float8)::bigint, 9223372036854775807)',
  TIME: `time >= coalesce(to_timestamp($3::float8 / 1000), '-infinity') AND time <= coalesce(to_timestamp($4::float8 / 1000), 'infinity')`,
};

/**
 * A finite value has a magnitude below infinity, and NaN sorts above it. The mean is taken of values divided by 2^20, which costs no
 * precision, so that a sum of huge ones is no overflow.
 */
const statement = (axis: Axis) => `
  WITH series AS MATERIALIZED (
    SELECT wanted.place, metric.run_id, metric.id, extent.low, extent.high, extent.count
    FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS wanted (run_id, key, place)
    JOIN metric USING (run_id, key)
    CROSS JOIN LATERAL (
      SELECT coalesce($3, min(${positions[axis]})) AS low, coalesce($4, max(${positions[axis]})) AS high, count(*) AS count
      FROM metric_point WHERE run_id = metric.run_id AND metric_id = metric.id AND ${withinRange[axis]}
    ) AS extent
  ), bucket AS (
    SELECT place, run_id, id, low, high, series.count <= $5 AS single, placed.number,
      count(*) AS count, count(*) FILTER (WHERE NOT abs(value) < 'Infinity') AS non_finite,
      min(step) AS first_step, max(step) AS last_step, min(position) AS first_position,
      min(value) FILTER (WHERE abs(value) < 'Infinity') AS min, max(value) FILTER (WHERE abs(value) < 'Infinity') AS max,
      sum(value / 1048576) FILTER (WHERE abs(value) < 'Infinity')
        / nullif(count(*) FILTER (WHERE abs(value) < 'Infinity'), 0) * 1048576 AS mean
    FROM series CROSS JOIN LATERAL (
      SELECT step, value, ${positions[axis]} AS position,
        CASE WHEN series.count <= $5 THEN step
             WHEN high <= low THEN 0
             ELSE least(floor((${positions[axis]} - low) / (high - low) * $5), $5 - 1)::bigint END AS number
      FROM metric_point WHERE run_id = series.run_id AND metric_id = series.id AND ${withinRange[axis]}
    ) AS placed
    GROUP BY place, run_id, id, low, high, series.count, placed.number
  )
  SELECT place::int AS series,
    CASE WHEN single THEN first_position ELSE low + number * (high - low) / $5 END AS "from",
    CASE WHEN single THEN first_position ELSE low + (number + 1) * (high - low) / $5 END AS "to",
    count, non_finite AS "nonFinite", first.value AS first, last.value AS last, min, max, mean
  FROM bucket
  JOIN metric_point AS first ON first.run_id = bucket.run_id AND first.metric_id = bucket.id AND first.step = first_step
  JOIN metric_point AS last ON last.run_id = bucket.run_id AND last.metric_id = bucket.id AND last.step = last_step
  ORDER BY place, first_position, number`;

const statements: Record<Axis, string> = { STEP: statement('STEP'), TIME: statement('TIME') };
