import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type ResumeRun, resumeRun as schema } from '@stillhouse/domain/record/run.ts';
import type { RunStatus } from '@stillhouse/domain/run/run.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';

/**
 * Takes a run up again under its id: whatever it was, it is RUNNING, and how it had ended is forgotten. Its points stay; those that it
 * writes again are overwritten. The same again changes nothing.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND; CONFLICT for a FINISHED run, which has nothing left to do
 */
export async function resumeRun(db: Database, input: ResumeRun): Promise<void> {
  const { id } = parseInput(schema, input);
  await db.transaction(async (tx) => {
    const [row] = await tx.query<{ status: RunStatus }>(
      'SELECT status FROM run WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    const { status } = mustExist(row, 'run', id, 'id');
    if (status === 'FINISHED') {
      throw new ExpectedError('CONFLICT', `The run ${id} is FINISHED, so there is nothing to resume.`, [
        'id',
      ]);
    }
    await tx.query(
      `UPDATE run SET status = 'RUNNING', started_at = coalesce(started_at, now()), heartbeat_at = now(),
         finished_at = NULL, failure_message = NULL, failure_stack = NULL
       WHERE id = $1
       RETURNING pg_notify('stillhouse_run', id::text)`,
      [id],
    );
  });
}
