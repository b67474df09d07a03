import { lostAfterSeconds } from '@stillhouse/domain/run/run.ts';
import type { Database } from '../database/database.ts';

/** SKIP LOCKED: a run that is being written to at this moment is alive. */
const markLost = `
  WITH silent AS (
    SELECT id FROM run
    WHERE status = 'RUNNING' AND heartbeat_at < now() - make_interval(secs => $1)
    FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE run SET status = 'LOST' FROM silent WHERE run.id = silent.id
  RETURNING run.id, pg_notify('stillhouse_run', run.id::text)`;

/** Marks RUNNING runs without a heartbeat for `lostAfterSeconds` as LOST. @returns their ids */
export async function markLostRuns(db: Database): Promise<string[]> {
  const rows = await db.query<{ id: string }>(markLost, [lostAfterSeconds]);
  return rows.map(({ id }) => id);
}
