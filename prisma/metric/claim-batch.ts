import { createHash } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type { Queryable } from '../database/database.ts';

/**
 * Records that a run's batch is being written. The caller holds a lock on the run's row.
 *
 * @returns false for a batch that was written before
 * @throws ExpectedError CONFLICT where it was written with other content
 */
export async function claimBatch(tx: Queryable, { run, batch, series }: LogMetrics): Promise<boolean> {
  const digest = digestOf(series);
  const claimed = await tx.query(
    'INSERT INTO ingested_batch (run_id, batch, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1',
    [run, batch, digest],
  );
  if (claimed.length > 0) return true;
  const [there] = await tx.query<{ same: boolean }>(
    'SELECT coalesce(digest = $3, true) AS same FROM ingested_batch WHERE run_id = $1 AND batch = $2',
    [run, batch, digest],
  );
  if (there?.same) return false;
  throw new ExpectedError(
    'CONFLICT',
    `The run ${run} already has a batch ${batch} with other content. Use a new id for each batch.`,
    ['batch'],
  );
}

/** SHA-256 of series as text, which is the same for 0 and −0 and for every NaN: JSON and spools do not tell these apart. */
function digestOf(series: LogMetrics['series']): Buffer {
  const hash = createHash('sha256');
  for (const { key, steps, values, times } of series) {
    hash.update(`${JSON.stringify(key)} ${steps.join()} ${values.join()} ${times?.join() ?? ''}\n`);
  }
  return hash.digest();
}
