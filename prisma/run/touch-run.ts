import type { RunStatus } from '@stillhouse/domain/run/run.ts';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/** Marks a sign of life of a run: a QUEUED or LOST run is RUNNING again, an ended one stays as it is. Tells listeners. */
const touch = `
  WITH touched AS (
    UPDATE run SET
      status = CASE WHEN status IN ('QUEUED', 'LOST') THEN 'RUNNING' ELSE status END,
      started_at = coalesce(started_at, now()),
      heartbeat_at = CASE WHEN status IN ('QUEUED', 'RUNNING', 'LOST') THEN now() ELSE heartbeat_at END
    WHERE id = $1
    RETURNING id, status
  )
  SELECT status, pg_notify('stillhouse_run', id::text) FROM touched`;

/** Every write that belongs to a run calls this in its transaction. @throws ExpectedError NOT_FOUND */
export async function touchRun(tx: Queryable, run: string, path = 'run'): Promise<RunStatus> {
  const [row] = await tx.query<{ status: RunStatus }>(touch, [run]);
  return mustExist(row, 'run', run, path).status;
}

/** Tells listeners that something about a run changed, which is no sign of life: people rename what is long lost. @throws ExpectedError NOT_FOUND */
export async function tellOfRun(tx: Queryable, run: string, path = 'run'): Promise<void> {
  const [row] = await tx.query("SELECT pg_notify('stillhouse_run', id::text) FROM run WHERE id = $1", [run]);
  mustExist(row, 'run', run, path);
}
