import type {
  CreateEvaluation,
  FinishEvaluation,
  PredictionBatch,
} from '@stillhouse/domain/record/evaluation.ts';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { anEvaluation, aStartedRun, predictionsOf } from './records.ts';

/** Accuracies that predictions are made for, as shares of the examples. */
export interface Accuracies {
  student: number;
  fused?: number | undefined;
  /** Left out: as fused. */
  retrieved?: number | undefined;
}

/** β of the policies of such evaluations. */
export const beta = 0.5;
export const scoredPolicy = { k: 2, temperature: 0.1, beta, search: 'EXACT', efSearch: null } as const;

/**
 * Predictions of two classes with the accuracies asked for, of examples whose label is their index modulo 2: the first ones are right. The
 * student is sure to 0.6, neighbors that decide to 0.9, others to 0.55.
 */
export function columnsScoring(
  size: number,
  { student, fused, retrieved = fused }: Accuracies,
): Pick<PredictionBatch, 'student' | 'retrieved' | 'fused'> {
  const right = (share: number) => Math.round(share * size);
  const of = (index: number, sure: number, isRight: boolean) => {
    const probability = isRight ? sure : 1 - sure;
    return index % 2 === 0 ? [probability, 1 - probability] : [1 - probability, probability];
  };
  const indices = Array.from({ length: size }, (_, i) => i);
  const alone = Float32Array.from(indices.flatMap((i) => of(i, 0.6, i < right(student))));
  if (fused === undefined || retrieved === undefined) return { student: alone, retrieved: null, fused: null };
  const [s, f] = [right(student), right(fused)];
  const decides = (i: number) => i < s !== i < f;
  let left = right(retrieved) - indices.filter((i) => decides(i) && i < f).length;
  if (left < 0) throw new RangeError('Neighbors cannot help more often than they are right.');
  const neighbors = indices.map((i) => (decides(i) ? of(i, 0.9, i < f) : of(i, 0.55, left-- > 0)));
  const mixed = neighbors.flat().map((value, i) => beta * (alone[i] ?? 0) + (1 - beta) * value);
  return { student: alone, retrieved: Float32Array.from(neighbors.flat()), fused: Float32Array.from(mixed) };
}

export interface Scored {
  run: string;
  dataset: { digest: string; size: number };
  /** Where neighbors are looked for, if fused is given. */
  knowledgeBase?: string;
}

/** An evaluation whose predictions have these accuracies, or are `student`, finished with the scores that follow from them. @returns its id */
export async function evaluated(
  db: Database,
  { run, dataset, knowledgeBase }: Scored,
  accuracies: Accuracies,
  change: Partial<CreateEvaluation> = {},
  result: Partial<FinishEvaluation> = {},
  student?: Float32Array,
): Promise<string> {
  const retrieves = accuracies.fused !== undefined;
  const evaluation = anEvaluation(run, dataset.digest, {
    ...(retrieves && { policy: scoredPolicy, knowledgeBase: knowledgeBase ?? null }),
    ...change,
  });
  await createEvaluation(db, evaluation);
  const columns = student ? { student } : columnsScoring(dataset.size, accuracies);
  await writePredictions(db, predictionsOf(evaluation, 0, dataset.size, columns));
  const none = { scores: [], gainPValue: null, gainTest: null, recallAtK: null, latency: null };
  await finishEvaluation(db, { id: evaluation.id, ...none, ...result });
  return evaluation.id;
}

/** A FINISHED run with such an evaluation. */
export async function aScoredRun(
  db: Database,
  on: Omit<Scored, 'run'>,
  accuracies: Accuracies,
  change: Partial<StartRun> = {},
): Promise<string> {
  const run = await aStartedRun(db, change);
  await evaluated(db, { ...on, run }, accuracies);
  await finishRun(db, { id: run, status: 'FINISHED', failure: null });
  return run;
}
