import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';
import { type LogMetrics, mostPoints, mostSeries } from '@stillhouse/domain/record/metric.ts';
import type { Database, Transaction } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { claimBatch } from './claim-batch.ts';
import { pointsOf } from './points-of.ts';
import { findOrMakeMetrics } from './stored-metric.ts';
import { losesExtreme, mergeSummary, type Point } from './summary.ts';
import { writeBlocks } from './write-blocks.ts';
import { writePoints } from './write-points.ts';
import { recomputeExtremes, writeSummaries } from './write-summaries.ts';

/**
 * Writes points of many metrics of one run in one transaction. A point that exists is replaced; a batch that was written before is not
 * written again. Data of a LOST run revives it; data of an ended run is kept and leaves it ended.
 *
 * @returns how many points were written, and whether the batch had been written before
 * @throws ExpectedError BAD_INPUT; TOO_LARGE for more than 50,000 points or 10,000 series; NOT_FOUND for the run; CONFLICT for a batch that
 * was written before with other content
 */
export async function logMetrics(
  db: Database,
  input: LogMetrics,
): Promise<{ written: number; duplicate: boolean }> {
  const run = parseInput(uuid, input.run);
  parseInput(uuid, input.batch);
  checkSize(input.series);
  const points = pointsOf(input.series, Date.now());
  return db.transaction(async (tx) => {
    // Locks the run's row: the writers of one run come one after the other, those of different runs do not meet.
    await touchRun(tx, run);
    if (!(await claimBatch(tx, input))) return { written: 0, duplicate: true };
    return { written: await writeSeries(tx, run, points), duplicate: false };
  });
}

function checkSize(series: LogMetrics['series']): void {
  const points = series.reduce((sum, { steps }) => sum + steps.length, 0);
  for (const [count, most, what] of [
    [points, mostPoints, 'points'],
    [series.length, mostSeries, 'series'],
  ] as const) {
    if (count <= most) continue;
    const message = `The batch has ${count} ${what}, more than the limit of ${most}. Split it into several batches, each with its own id.`;
    throw new ExpectedError('TOO_LARGE', message, ['series']);
  }
}

async function writeSeries(tx: Transaction, run: string, byKey: Map<string, Point[]>): Promise<number> {
  const metrics = await findOrMakeMetrics(tx, run, [...byKey.keys()]);
  const series = metrics.map((metric) => ({
    metric,
    points: mustExist(byKey.get(metric.key), 'metric', metric.key),
  }));
  const replaced = await writePoints(tx, run, series);
  const written = series.map(({ metric, points }) => ({
    metric,
    points,
    summary: mergeSummary(metric.summary, points, replaced.get(metric.id) ?? { count: 0, nonFinite: 0 }),
  }));
  await writeBlocks(tx, run, written);
  await writeSummaries(tx, new Map(written.map(({ metric, summary }) => [metric.id, summary])));
  const lost = written.filter(({ metric, points }) => losesExtreme(metric.summary, points));
  await recomputeExtremes(
    tx,
    run,
    lost.map(({ metric }) => metric.id),
  );
  return series.reduce((sum, { points }) => sum + points.length, 0);
}
