import type { Queryable } from '../database/database.ts';
import { check } from '../input/check.ts';
import { type Axis, type BucketRow, hugeUnit, statements } from './metric-series-statement.ts';

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
export async function metricSeries(db: Queryable, query: SeriesQuery): Promise<Bucket[][]> {
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
  check(from === null || to === null || from <= to, 'must not be greater than to', 'from');
  const rows = await db.query<BucketRow>(statements[axis], [
    series.map(({ run }) => run),
    series.map(({ key }) => key),
    from,
    to,
    buckets,
  ]);
  const result: Bucket[][] = series.map(() => []);
  for (const row of rows) result[row.series - 1]?.push(bucketOf(row));
  return result;
}

function bucketOf({ series: _place, finite, usualSum, hugeSum, ...bucket }: BucketRow): Bucket {
  const { min, max } = bucket;
  if (min === null || max === null) return { ...bucket, mean: null };
  const mean = usualSum / finite + (hugeSum / finite) * hugeUnit;
  // Rounding may carry a mean past the extremes, even to infinity.
  return { ...bucket, mean: Math.min(Math.max(mean, min), max) };
}
