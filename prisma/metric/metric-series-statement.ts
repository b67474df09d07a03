import { highestBigint, lowestBigint } from './steps.ts';

export type Axis = 'STEP' | 'TIME';

/** A row of the statement: a bucket of the series at a place, from 1, of those requested. */
export interface BucketRow {
  series: number;
  from: number;
  to: number;
  count: number;
  nonFinite: number;
  first: number;
  last: number;
  min: number | null;
  max: number | null;
  /** How many values are finite. */
  finite: number;
  /** Sum of the finite values below 2^960 in magnitude. */
  usualSum: number;
  /** Sum of the other finite values, in units of hugeUnit. */
  hugeSum: number;
}

/**
 * Values from 2^960 on are summed in units of 2^64: neither sum overflows for up to 2^63 points, and no denormal value is divided, which
 * Postgres refuses as an underflow.
 */
const huge = '(2::float8 ^ 960)';
export const hugeUnit = 2 ** 64;

/** Where a point is on the axis: its step, or its time in milliseconds since 1970. */
const positions: Record<Axis, string> = {
  STEP: 'step::float8',
  TIME: "round(date_part('epoch', time) * 1000)",
};

/** What is compared with the index or the column itself. */
const withinRange: Record<Axis, string> = {
  STEP: `step >= coalesce(ceil($3::float8)::bigint, ${lowestBigint}) AND step <= coalesce(floor($4::float8)::bigint, ${highestBigint})`,
  TIME: `time >= coalesce(to_timestamp($3::float8 / 1000), '-infinity') AND time <= coalesce(to_timestamp($4::float8 / 1000), 'infinity')`,
};

/**
 * First and last position of the points in range, and whether there are at most as many points as buckets. Steps come from both ends of
 * the primary key; times need a pass of their own.
 */
const extents: Record<Axis, (points: string) => string> = {
  STEP: (points) => `
    SELECT (SELECT step::float8 ${points} ORDER BY step LIMIT 1) AS low,
      (SELECT step::float8 ${points} ORDER BY step DESC LIMIT 1) AS high,
      (SELECT count(*) FROM (SELECT ${points} LIMIT $5::int + 1) AS enough) <= $5::int AS single`,
  TIME: (points) => `
    SELECT min(${positions.TIME}) AS low, max(${positions.TIME}) AS high, count(*) <= $5::int AS single ${points}`,
};

/**
 * One pass over the points in range; the values at both ends of a bucket are then looked up by primary key, each by itself: joined, the
 * planner may compare every bucket with every point.
 */
function statement(axis: Axis): string {
  const position = positions[axis];
  const pointsOf = (series: string) =>
    `FROM metric_point WHERE run_id = ${series}.run_id AND metric_id = ${series}.id AND ${withinRange[axis]}`;
  const valueAt = (step: string) => `(
    SELECT value FROM metric_point WHERE run_id = series.run_id AND metric_id = series.id AND step = bucket.${step})`;
  return `
  WITH series AS MATERIALIZED (
    SELECT wanted.place, metric.run_id, metric.id,
      coalesce($3::float8, extent.low) AS low, coalesce($4::float8, extent.high) AS high, extent.single
    FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS wanted (run_id, key, place)
    JOIN metric USING (run_id, key)
    CROSS JOIN LATERAL (${extents[axis](pointsOf('metric'))}) AS extent
  )
  SELECT place::int AS series,
    CASE WHEN single THEN first_position ELSE low + number * (high - low) / $5::int END AS "from",
    CASE WHEN single THEN first_position ELSE low + (number + 1) * (high - low) / $5::int END AS "to",
    count, count - finite AS "nonFinite", ${valueAt('first_step')} AS first, ${valueAt('last_step')} AS last, min, max,
    usual_sum AS "usualSum", huge_sum AS "hugeSum", finite
  FROM series CROSS JOIN LATERAL (
    SELECT number, count(*) AS count, count(finite) AS finite,
      min(step) AS first_step, max(step) AS last_step, min(position) AS first_position, min(finite) AS min, max(finite) AS max,
      coalesce(sum(finite) FILTER (WHERE abs(finite) < ${huge}), 0) AS usual_sum,
      coalesce(sum(finite / (2::float8 ^ 64)) FILTER (WHERE abs(finite) >= ${huge}), 0) AS huge_sum
    FROM (
      SELECT step, ${position} AS position, CASE WHEN abs(value) < 'Infinity' THEN value END AS finite,
        CASE WHEN single THEN step
             WHEN high <= low THEN 0
             ELSE least(floor((${position} - low) / (high - low) * $5::int), $5::int - 1)::bigint END AS number
      ${pointsOf('series')}
    ) AS placed
    GROUP BY number
  ) AS bucket
  ORDER BY place, first_position, number`;
}

export const statements: Record<Axis, string> = { STEP: statement('STEP'), TIME: statement('TIME') };
