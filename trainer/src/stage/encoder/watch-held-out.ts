import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import { rankingScore, scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { HeldOut } from '../../training/held-out.ts';
import { predictedValues } from './predictions.ts';
import { outputsOf, type TrainedEncoder } from './trained-encoder.ts';

/** Examples side by side. */
const batchSize = 64;

/**
 * Watches an encoder on the held-out examples: the task's ranking score, and the mean cross-entropy of the gold labels or, of a regression,
 * the mean squared error.
 *
 * @returns null where the recipe asks for no evaluations
 */
export function watchHeldOut(
  encoder: TrainedEncoder,
  { task, examples }: ExampleSet,
  { every, by, patience }: Training['evaluation'],
): HeldOut | null {
  if (every === null) return null;
  const classes = encoder.classes;
  const regression = task.kind === 'regression';
  const gold = examples.map(({ label }) => label ?? -1);
  const score = rankingScore(task);
  return {
    every,
    better: by === 'score' ? 'higher' : 'lower',
    patience,
    async evaluate() {
      const { logits } = await outputsOf(encoder, examples, { batchSize, embedding: 'cls' });
      const predicted = predictedValues(task, logits);
      const reached = scoreFunctions[score](gold, predicted);
      const loss = regression ? meanSquaredError(logits, gold) : meanCrossEntropy(logits, gold, classes);
      return {
        value: by === 'score' ? reached : loss,
        metrics: { [`heldOut/${score}`]: reached, 'heldOut/loss': loss },
      };
    },
  };
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
