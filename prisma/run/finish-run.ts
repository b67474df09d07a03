import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type FinishRun, finishRun as schema } from '@stillhouse/domain/record/run.ts';
import type { RunStatus } from '@stillhouse/domain/run/run.ts';
import type { Database } from '../database/database.ts';
import { checkMoment, checkOrder } from '../input/check-moment.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';

interface End {
  status: RunStatus;
  message: string | null;
  stack: string | null;
}

interface StoredRun extends End {
  startedAt: Date | null;
}

const corrected = `$5::timestamptz - make_interval(secs => clock_ahead_seconds)`;
const finishedAtByOurClock = `
  greatest(started_at, least(now(), CASE WHEN ${corrected} >= started_at THEN ${corrected} ELSE $5::timestamptz END))`;

/**
 * Ends a run, now or at `finishedAt`. The same again, at whatever time, changes nothing; a LOST run may still be ended by itself.
 *
 * `finishedAt` is the writer's clock. If that was ahead when the run started, the end is corrected by the same amount, so that the duration
 * is the one the writer measured; if the clock has been set right since, the end is taken as it is. An end is never in the future and never
 * before the start.
 *
 * @throws ExpectedError BAD_INPUT, also for an end more than a day before the start; NOT_FOUND; CONFLICT for a run that ended otherwise
 */
export async function finishRun(db: Database, input: FinishRun): Promise<void> {
  const { id, status, failure, finishedAt } = parseInput(schema, input);
  checkMoment(finishedAt, 'finishedAt');
  await db.transaction(async (tx) => {
    const [row] = await tx.query<StoredRun>(
      `SELECT status, failure_message AS message, failure_stack AS stack, started_at AS "startedAt"
       FROM run WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    const run = mustExist(row, 'run', id, 'id');
    if (run.status === 'FINISHED' || run.status === 'FAILED' || run.status === 'CANCELLED') {
      refuseOther(id, run, { status, message: failure?.message ?? null, stack: failure?.stack ?? null });
      return;
    }
    checkOrder(run.startedAt, finishedAt, 'finishedAt');
    await tx.query(
      `UPDATE run SET status = $2::run_status, failure_message = $3, failure_stack = $4,
         finished_at = ${finishedAtByOurClock}, heartbeat_at = now()
       WHERE id = $1
       RETURNING pg_notify('stillhouse_run', id::text)`,
      [id, status, failure?.message ?? null, failure?.stack ?? null, finishedAt ?? null],
    );
  });
}

/** @throws ExpectedError CONFLICT where a run that ended is to end otherwise */
function refuseOther(id: string, there: End, end: End): void {
  if (there.status !== end.status)
    throw new ExpectedError('CONFLICT', `The run ${id} has already ended as ${there.status}.`, ['status']);
  if (there.message === end.message && there.stack === end.stack) return;
  throw new ExpectedError(
    'CONFLICT',
    `The run ${id} has already ended as ${there.status} with another failure.`,
    ['failure'],
  );
}
