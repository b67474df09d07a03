import { type Bucket, metricSeries, type SeriesQuery } from '@stillhouse/prisma/metric/metric-series.ts';
import type { Context } from '../context.ts';
import { perOwner } from '../schema/per-request.ts';

interface Series {
  run: string;
  key: string;
  /** Points of the whole series. */
  count: number;
}

interface Span extends Pick<SeriesQuery, 'axis' | 'buckets'> {
  from: number | null;
  to: number | null;
}

/**
 * Buckets of a series; all series of an operation with the same span are read in one statement.
 *
 * @throws ExpectedError BAD_INPUT; TOO_LARGE where the operation reads too many points or buckets, before any of them is read
 */
export const seriesOf = perOwner(
  async (series: readonly Series[], span: Span, { db, budget }: Context): Promise<Bucket[][]> => {
    const points = series.map(({ count }) => pointsIn(count, span));
    budget.check('rows', sumOf(points.map((count) => Math.min(count, span.buckets))));
    budget.spend('points', sumOf(points));
    return metricSeries(db, { series, ...span });
  },
);

/** Most points that are read: of steps, no more than there are whole numbers from `from` to `to`; times have no index. */
function pointsIn(count: number, { axis, from, to }: Span): number {
  if (axis === 'TIME' || from === null || to === null) return count;
  return Math.min(count, Math.max(0, Math.floor(to) - Math.ceil(from) + 1));
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
