import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { Database, Transaction } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { pointsOf } from './points-of.ts';
import { findOrMakeMetrics } from './stored-metric.ts';
import { mergeSummary, type Point, type Summary } from './summary.ts';
import { writePoints } from './write-points.ts';
import { recomputeSummaries, writeSummaries } from './write-summaries.ts';

/**
 * Writes points of many metrics of one run in one transaction. A point that is there is replaced; a batch that was seen before is not
 * written again. Data of a LOST run revives it; data of an ended run is kept and leaves it ended.
 *
 * @returns how many points were written, and whether the batch had been seen before
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for the run
 */
export async function logMetrics(
  db: Database,
  { run, batch, series }: LogMetrics,
): Promise<{ written: number; duplicate: boolean }> {
  parseInput(uuid, run);
  parseInput(uuid, batch);
  const points = pointsOf(series, Date.now());
  return db.transaction(async (tx) => {
    // Locks the run's row: the writers of one run come one after the other, those of different runs do not meet.
    await touchRun(tx, run);
    const first = await tx.query(
      'INSERT INTO ingested_batch (run_id, batch) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
      [run, batch],
    );
    if (first.length === 0) return { written: 0, duplicate: true };
    return { written: await writeSeries(tx, run, points), duplicate: false };
  });
}

async function writeSeries(tx: Transaction, run: string, byKey: Map<string, Point[]>): Promise<number> {
  const metrics = await findOrMakeMetrics(tx, run, [...byKey.keys()]);
  const series = metrics.map((metric) => ({
    metric,
    points: mustExist(byKey.get(metric.key), 'metric', metric.key),
  }));
  const replaced = await writePoints(tx, run, series);
  const summaries = new Map<number, Summary>();
  const unknown: number[] = [];
  for (const { metric, points } of series) {
    const merged = mergeSummary(
      metric.summary,
      points,
      replaced.get(metric.id) ?? { count: 0, nonFinite: 0 },
    );
    if (merged) summaries.set(metric.id, merged);
    else unknown.push(metric.id);
  }
  await writeSummaries(tx, summaries);
  await recomputeSummaries(tx, run, unknown);
  return series.reduce((sum, { points }) => sum + points.length, 0);
}
