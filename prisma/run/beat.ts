import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';

/** Listeners are told only when the heartbeat changed the status. */
const heartbeat = `
  WITH before AS (SELECT id, status FROM run WHERE id = $1 FOR NO KEY UPDATE),
  beaten AS (
    UPDATE run SET
      status = CASE WHEN run.status = 'LOST' THEN 'RUNNING' ELSE run.status END,
      heartbeat_at = CASE WHEN run.status IN ('RUNNING', 'LOST') THEN now() ELSE run.heartbeat_at END
    FROM before WHERE run.id = before.id
  )
  SELECT CASE WHEN status = 'LOST' THEN pg_notify('stillhouse_run', id::text) END FROM before`;

/** Says that a run lives: a LOST run is RUNNING again, an ended one stays as it is. @throws ExpectedError NOT_FOUND */
export async function beat(db: Database, run: string): Promise<void> {
  const [row] = await db.query(heartbeat, [parseInput(uuid, run)]);
  mustExist(row, 'run', run, 'run');
}
