import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import { isCollapsed } from '@stillhouse/domain/score/collapsed.ts';
import { predictedValues } from '@stillhouse/domain/score/predicted-values.ts';
import { scoresOf } from '@stillhouse/domain/score/scores-of.ts';
import { meanScore } from '@stillhouse/domain/score/tuning-score.ts';
import { outputWidth, type Task } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { HeldOut, HeldOutValue } from '../../training/held-out.ts';
import { outputsOf, type TrainedEncoder } from './trained-encoder.ts';

/** Examples side by side. */
const batchSize = 64;

/**
 * Watches an encoder on the held-out examples.
 *
 * @returns null if the recipe asks for no evaluations
 */
export function watchHeldOut(
  encoder: TrainedEncoder,
  { task, examples }: ExampleSet,
  { every, by, patience }: Training['evaluation'],
): HeldOut | null {
  if (every === null) return null;
  const gold = examples.map(({ label }) => label ?? -1);
  return {
    every,
    better: by === 'score' ? 'higher' : 'lower',
    patience,
    async evaluate() {
      const { logits } = await outputsOf(encoder, examples, { batchSize, embedding: 'cls' });
      return heldOutValue(task, by, gold, logits);
    },
  };
}

/**
 * Each of the task's scores, and the mean cross-entropy of the gold labels or, for a regression, the mean squared error. By score, weights
 * are compared by the mean of the task's scores; predictions of one value for every example, although their gold labels differ, never are
 * the best. A score that is undefined is left out of the metrics: its curve has a gap there.
 *
 * @param gold [n] class ids or scores; @param logits [n, classes]
 */
export function heldOutValue(
  task: Task,
  by: Training['evaluation']['by'],
  gold: readonly number[],
  logits: Float32Array,
): HeldOutValue {
  const predicted = predictedValues(task, logits);
  const scores = scoresOf(task, gold, predicted);
  const loss =
    task.kind === 'regression'
      ? meanSquaredError(logits, gold)
      : meanCrossEntropy(logits, gold, outputWidth(task));
  const metrics: Record<string, number> = { 'heldOut/loss': loss };
  for (const { name, value } of scores) if (value !== null) metrics[`heldOut/${name}`] = value;
  if (by === 'loss') return { value: loss, metrics };
  const collapsed = isCollapsed(gold, predicted);
  return { value: collapsed ? null : meanScore(scores.map(({ value }) => value)), metrics };
}

/** Mean of −log softmax(logits)_gold. @param logits [n, classes]; @param gold [n] class ids */
export function meanCrossEntropy(logits: Float32Array, gold: readonly number[], classes: number): number {
  let sum = 0;
  gold.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const total = scores.reduce((all, score) => all + Math.exp(score - highest), 0);
    sum += highest + Math.log(total) - (scores[label] ?? Number.NaN);
  });
  return sum / gold.length;
}

function meanSquaredError(predicted: Float32Array, gold: readonly number[]): number {
  return (
    gold.reduce((sum, score, row) => sum + (score - (predicted[row] ?? Number.NaN)) ** 2, 0) / gold.length
  );
}
