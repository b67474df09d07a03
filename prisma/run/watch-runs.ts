import type { Database } from '../database/database.ts';

/** A time span, by the database's clock, in which every API process could receive heartbeats and write them. */
export interface Watch {
  since: Date;
  until: Date;
}

/** A process that has not reported for this many seconds was suspended, starved, or cut off from the database. */
export const longestGapSeconds = 15;

/** A process that has not reported for this many seconds is gone for good: nobody waits for it any longer. */
export const forgottenAfterSeconds = 120;

/**
 * A process that does not report at this moment may hold heartbeats that it cannot write, so that while there is one the watch is empty. Its
 * own watch starts again when it is back.
 */
const watch = `
  WITH own AS (
    INSERT INTO watcher AS w (id, since, seen_at) VALUES ($1, now(), now())
    ON CONFLICT (id) DO UPDATE SET
      since = CASE WHEN $2 OR now() - w.seen_at > make_interval(secs => $3) THEN now() ELSE w.since END,
      seen_at = now()
    RETURNING since, seen_at
  ),
  others AS (
    SELECT max(CASE WHEN now() - seen_at > make_interval(secs => $3) THEN now() ELSE since END) AS since
    FROM watcher WHERE id <> $1 AND now() - seen_at <= make_interval(secs => $4)
  ),
  forgotten AS (DELETE FROM watcher WHERE id <> $1 AND now() - seen_at > make_interval(secs => $4))
  SELECT greatest(own.since, others.since) AS since, own.seen_at AS until FROM own, others`;

/**
 * Reports that an API process is watching, and returns since when all of them have been without a gap.
 *
 * @param watcher id of the process, a UUID
 * @param interrupted whether the process knows of a gap of its own since the last report
 */
export async function watchRuns(db: Database, watcher: string, interrupted: boolean): Promise<Watch> {
  const [row] = await db.urgent.query<Watch>(watch, [
    watcher,
    interrupted,
    longestGapSeconds,
    forgottenAfterSeconds,
  ]);
  return row as Watch;
}

/** Takes a process that ends in order off the list, so that nobody waits for it. */
export async function stopWatching(db: Database, watcher: string): Promise<void> {
  await db.urgent.query('DELETE FROM watcher WHERE id = $1', [watcher]);
}
