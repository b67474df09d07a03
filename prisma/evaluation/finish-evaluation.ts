import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { rankedBy } from '@stillhouse/domain/recipe/ranked-by.ts';
import {
  type FinishEvaluation,
  type ScoreRecord,
  finishEvaluation as schema,
} from '@stillhouse/domain/record/evaluation.ts';
import type { GainTest } from '@stillhouse/domain/statistics/gain-test.ts';
import type { Database, Queryable } from '../database/database.ts';
import { firstMissing } from '../database/first-missing.ts';
import { check } from '../input/check.ts';
import { checkMoment, checkOrder } from '../input/check-moment.ts';
import { digest } from '../input/digest.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { compareGain, compareScores } from './compare-result.ts';
import { evaluatedTask } from './evaluated-task.ts';
import { type EvaluationHeader, evaluationHeader, lockEvaluation } from './lock-evaluation.ts';
import { readPredicted } from './read-predicted.ts';
import { recomputeResult } from './recompute-result.ts';
import { writeRunResult } from './write-run-result.ts';

const finish = `
  UPDATE evaluation SET gain_p_value = $2, gain_test = $3, recall_at_k = $4, student_p50 = $5, student_p95 = $6, retrieval_p50 = $7,
    retrieval_p95 = $8, latency_load = $11, latency_quiet = $12, finished_at = greatest(created_at, least($10::timestamptz, now())), result_digest = $9
  WHERE id = $1`;

type Result = Omit<FinishEvaluation, 'finishedAt'>;

/**
 * Ends an evaluation, now or at `finishedAt`: from now on it is immutable and counts on the leaderboard. Scores and the test of the gain are
 * computed from the stored predictions; given ones must agree with these. The same again, at whatever time, changes nothing.
 *
 * @throws ExpectedError BAD_INPUT, also for scores that the predictions do not have; NOT_FOUND; INCOMPLETE unless each example of its
 * dataset has a prediction; IMMUTABLE when it was finished with other results
 */
export async function finishEvaluation(db: Database, input: FinishEvaluation): Promise<void> {
  const { finishedAt, ...result } = parseInput(schema, input);
  checkMoment(finishedAt, 'finishedAt');
  const names = result.scores.map(({ predictor, name }) => `${predictor} ${name}`);
  check(
    new Set(names).size === names.length,
    'each predictor must have only one value for each score',
    'scores',
  );
  const resultDigest = digestOf(result);
  const header = await evaluationHeader(db, result.id);
  if (header.finishedAt) return refuseOther(header, resultDigest);
  checkOrder(header.createdAt, finishedAt, 'finishedAt');
  await checkComplete(db, header);
  // Predictions never change once they are written, so that they are read before the evaluation is locked: nobody waits meanwhile.
  const { scores, gain } = await checkedResult(db, header, result);
  await db.transaction(async (tx) => {
    const now = await lockEvaluation(tx, result.id);
    if (now.finishedAt) return refuseOther(now, resultDigest);
    await touchRun(tx, header.run);
    await tx.query(
      `INSERT INTO score (evaluation_id, predictor, name, value)
       SELECT $1, predictor::predictor, name, value FROM unnest($2::text[], $3::text[], $4::float8[]) AS s (predictor, name, value)`,
      [
        result.id,
        scores.map(({ predictor }) => predictor),
        scores.map(({ name }) => name),
        scores.map(({ value }) => value),
      ],
    );
    const { latency } = result;
    await tx.query(finish, [
      result.id,
      gain?.pValue ?? null,
      gain && gain.pValue !== null ? gain.test : null,
      result.recallAtK,
      latency?.studentP50 ?? null,
      latency?.studentP95 ?? null,
      latency?.retrievalP50 ?? null,
      latency?.retrievalP95 ?? null,
      resultDigest,
      finishedAt ?? null,
      latency?.load ?? null,
      latency?.quiet ?? null,
    ]);
    await writeRunResult(tx, header, rankedBy(header.kind, header.objective, header.retrieves));
  });
}

/** What is stored: everything that can be computed, as computed; without gold labels what the writer gives. */
async function checkedResult(
  db: Queryable,
  header: EvaluationHeader,
  result: Result,
): Promise<{ scores: ScoreRecord[]; gain: { test: GainTest['test'] | null; pValue: number | null } | null }> {
  const own = header.kind === 'TEACHER' ? 'TEACHER' : 'STUDENT';
  const task = await evaluatedTask(db, header.task);
  const names = result.scores.map(({ name }) => name);
  const recomputed = await recomputeResult(await readPredicted(db, header, own), task, names);
  if (recomputed === null) {
    const scores = result.scores.map(
      (score): ScoreRecord => ({
        ...score,
        predictor: score.predictor === 'STUDENT' ? own : score.predictor,
      }),
    );
    check(
      new Set(scores.map(({ predictor, name }) => `${predictor} ${name}`)).size === scores.length,
      'a teacher run must have only one value for each score, as STUDENT or as TEACHER',
      'scores',
    );
    return { scores, gain: { test: result.gainTest, pValue: result.gainPValue } };
  }
  compareGain(result, recomputed);
  return { scores: compareScores(result.scores, recomputed, own), gain: recomputed.gain };
}

async function checkComplete(db: Queryable, { id, written, size }: EvaluationHeader): Promise<void> {
  const missing = await firstMissing(db, 'prediction', ['evaluation_id', id], size);
  if (missing === null) return;
  throw new ExpectedError(
    'INCOMPLETE',
    `The evaluation ${id} has ${written} of ${size} predictions; the first missing one is ${missing}.`,
    ['id'],
  );
}

function refuseOther({ id, resultDigest }: EvaluationHeader, wanted: string): void {
  if (resultDigest === wanted) return;
  throw new ExpectedError('IMMUTABLE', `The evaluation ${id} is already finished, with other results.`, [
    'id',
  ]);
}

/** What is unknown about the machine's load counts for nothing, so that a retry by an older writer is recognized. */
function digestOf({ latency, ...result }: Result): string {
  if (latency === null || latency.load !== null || latency.quiet !== null)
    return digest({ ...result, latency });
  const { load: _load, quiet: _quiet, ...figures } = latency;
  return digest({ ...result, latency: figures });
}
