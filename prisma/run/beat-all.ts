import { lostAfterSeconds } from '@stillhouse/domain/run/run.ts';
import type { Queryable } from '../database/database.ts';

/** A heartbeat that arrived some seconds ago. */
export interface Beat {
  run: string;
  secondsAgo: number;
}

export interface Beaten {
  run: string;
  /** Whether the heartbeat is written. It is not where the run's row is locked: somebody is writing to the run at this moment. */
  written: boolean;
}

/**
 * SKIP LOCKED: one run in a long transaction must not keep the heartbeats of all others waiting. Listeners are told only when the heartbeat
 * changed the status.
 */
const heartbeats = `
  WITH beat AS (SELECT * FROM unnest($1::uuid[], $2::float8[]) AS beat (id, seconds_ago)),
  free AS (
    SELECT run.id, run.status, beat.seconds_ago FROM run JOIN beat ON beat.id = run.id
    FOR NO KEY UPDATE OF run SKIP LOCKED
  ),
  beaten AS (
    UPDATE run SET
      status = 'RUNNING',
      heartbeat_at = greatest(run.heartbeat_at, now() - make_interval(secs => free.seconds_ago))
    FROM free
    WHERE run.id = free.id AND (free.status = 'RUNNING'
      OR free.status = 'LOST' AND free.seconds_ago < coalesce(run.heartbeat_timeout_seconds, $3))
    RETURNING run.id, free.status AS before
  )
  SELECT run.id AS run, free.id IS NOT NULL AS written,
    CASE WHEN beaten.before = 'LOST' THEN pg_notify('stillhouse_run', run.id::text) END
  FROM beat JOIN run ON run.id = beat.id LEFT JOIN free ON free.id = run.id LEFT JOIN beaten ON beaten.id = run.id`;

/**
 * Writes heartbeats: a LOST run is RUNNING again, an ended one stays as it is.
 *
 * @returns the runs that exist
 */
export async function beatAll(db: Queryable, beats: readonly Beat[]): Promise<Beaten[]> {
  const runs = beats.map(({ run }) => run);
  const seconds = beats.map(({ secondsAgo }) => secondsAgo);
  const rows = await db.query<Beaten>(heartbeats, [runs, seconds, lostAfterSeconds]);
  return rows.map(({ run, written }) => ({ run, written }));
}
