import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type FinishEvaluation, finishEvaluation as schema } from '@stillhouse/domain/record/evaluation.ts';
import type { Database } from '../database/database.ts';
import { firstMissing } from '../database/first-missing.ts';
import { check } from '../input/check.ts';
import { checkMoment, checkOrder } from '../input/check-moment.ts';
import { digest } from '../input/digest.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { lockEvaluation } from './lock-evaluation.ts';

const finish = `
  UPDATE evaluation SET gain_p_value = $2, gain_test = $3, recall_at_k = $4,
    student_p50 = $5, student_p95 = $6, retrieval_p50 = $7, retrieval_p95 = $8, finished_at = coalesce($10::timestamptz, now()), result_digest = $9
  WHERE id = $1`;

/**
 * Ends an evaluation with its scores, now or at `finishedAt`: from now on it is immutable and stands on the leaderboard. The same again,
 * at whatever time, changes nothing.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND; INCOMPLETE unless each example of its dataset has a prediction; IMMUTABLE when it was
 * finished with other results
 */
export async function finishEvaluation(db: Database, input: FinishEvaluation): Promise<void> {
  const { finishedAt, ...result } = parseInput(schema, input);
  checkMoment(finishedAt, 'finishedAt');
  const { id, scores, latency } = result;
  const names = scores.map(({ predictor, name }) => `${predictor} ${name}`);
  check(new Set(names).size === names.length, 'a predictor has one value for each score', 'scores');
  const resultDigest = digest(result);
  await db.transaction(async (tx) => {
    const { run, size, written, resultDigest: there, ...known } = await lockEvaluation(tx, id);
    if (known.finishedAt) {
      if (there === resultDigest) return;
      throw new ExpectedError('IMMUTABLE', `The evaluation ${id} was finished with other results.`, ['id']);
    }
    checkOrder(known.createdAt, finishedAt, 'finishedAt');
    const missing = await firstMissing(tx, 'prediction', ['evaluation_id', id], size);
    if (missing !== null) {
      throw new ExpectedError(
        'INCOMPLETE',
        `The evaluation ${id} has ${written} of ${size} predictions: the first that is missing is ${missing}.`,
        ['id'],
      );
    }
    await tx.query(
      `INSERT INTO score (evaluation_id, predictor, name, value)
       SELECT $1, predictor::predictor, name, value FROM unnest($2::text[], $3::text[], $4::float8[]) AS s (predictor, name, value)`,
      [
        id,
        scores.map(({ predictor }) => predictor),
        scores.map(({ name }) => name),
        scores.map(({ value }) => value),
      ],
    );
    await tx.query(finish, [
      id,
      result.gainPValue,
      result.gainTest,
      result.recallAtK,
      latency?.studentP50 ?? null,
      latency?.studentP95 ?? null,
      latency?.retrievalP50 ?? null,
      latency?.retrievalP95 ?? null,
      resultDigest,
      finishedAt ?? null,
    ]);
    await touchRun(tx, run);
  });
}
