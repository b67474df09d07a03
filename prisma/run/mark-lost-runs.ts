import { lostAfterSeconds } from '@stillhouse/domain/run/run.ts';
import type { Database } from '../database/database.ts';
import type { Watch } from './watch-runs.ts';

/** SKIP LOCKED: a run that is being written to at this moment is alive. */
const markLost = `
  WITH silent AS (
    SELECT id FROM run
    WHERE status = 'RUNNING'
      AND greatest(heartbeat_at, $2::timestamptz)
        < coalesce($1::timestamptz, now()) - make_interval(secs => coalesce(heartbeat_timeout_seconds, $3))
    FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE run SET status = 'LOST' FROM silent WHERE run.id = silent.id
  RETURNING run.id, pg_notify('stillhouse_run', run.id::text)`;

/**
 * Marks RUNNING runs as LOST that sent no heartbeat for `lostAfterSeconds`, or for as long as they declared when they started.
 *
 * @param watch only silence within it counts; left out: all silence up to now
 * @returns their ids
 */
export async function markLostRuns(db: Database, watch?: Watch): Promise<string[]> {
  const rows = await db.urgent.query<{ id: string }>(markLost, [
    watch?.until ?? null,
    watch?.since ?? null,
    lostAfterSeconds,
  ]);
  return rows.map(({ id }) => id);
}
