import { seededRandom } from '../random/random.ts';
import { checkPaired } from '../score/confusion.ts';
import type { ScoreFunction } from '../score/scores-of.ts';

/** How often examples are drawn again, and by which seed. */
export interface Draws {
  seed: number;
  draws: number;
}

/**
 * Two-sided p-value of the paired bootstrap (Efron and Tibshirani 1993, chapter 15): examples are drawn with replacement and
 * both predictors are scored on the same draw; p is twice the share of draws whose difference lies on the rarer side of zero,
 * zero included, the sample itself counted as one draw of that side so that p is never 0.
 *
 * @param score of predictions against gold values
 * @param options.draws number of resamplings; the smallest possible p is 2 / (draws + 1)
 * @returns 1 where both predictors predict alike; null where the score of either is undefined, on the sample or on every draw. Draws on which
 * it is undefined do not count.
 * @throws RangeError for unequal lengths or no examples
 */
export function pairedBootstrap(
  gold: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: ScoreFunction,
  options: Draws,
): number | null {
  const draws = pairedDraws(gold, first, second, score, options);
  let step = draws.next();
  while (!step.done) step = draws.next();
  return bootstrapPValue(step.value, score(gold, first), score(gold, second));
}

/**
 * p-value of the draws' differences (pairedDraws).
 *
 * @param first score of the first predictor on the sample itself; @param second of the second
 * @returns 1 where both predict alike (no differences are given); null where a score is undefined, on the sample or on every draw
 */
export function bootstrapPValue(
  differences: readonly number[] | null,
  first: number | null,
  second: number | null,
): number | null {
  if (!differences) return 1;
  if (first === null || second === null || differences.length === 0) return null;
  const atMostZero = differences.filter((difference) => difference <= 0).length;
  const atLeastZero = differences.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (Math.min(atMostZero, atLeastZero) + 1)) / (differences.length + 1));
}

/**
 * Standard error of the difference of two predictors' scores on the same examples: the standard deviation of that difference over
 * draws of the examples with replacement (Efron and Tibshirani 1993, algorithm 6.1).
 *
 * @returns 0 where both predictors predict alike; null where the score is undefined on all draws but one
 * @throws RangeError for unequal lengths, no examples, or fewer than two draws
 */
export function pairedStandardError(
  gold: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: ScoreFunction,
  options: Draws,
): number | null {
  if (options.draws < 2) throw new RangeError('Computing a standard error requires at least two draws.');
  const draws = pairedDraws(gold, first, second, score, options);
  let step = draws.next();
  while (!step.done) step = draws.next();
  const differences = step.value;
  if (!differences) return 0;
  if (differences.length < 2) return null;
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (differences.length - 1));
}

/**
 * Draws the examples again and again, pausing after each draw so that a caller can do other work in between.
 *
 * @returns second's score less first's on each draw that defines both; null where both predict alike
 * @throws RangeError for unequal lengths or no examples
 */
export function* pairedDraws(
  gold: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: ScoreFunction,
  { seed, draws }: Draws,
): Generator<void, number[] | null> {
  checkPaired(gold, first);
  checkPaired(gold, second);
  const size = gold.length;
  let differ = false;
  for (let i = 0; i < size; i++) if (first[i] !== second[i]) differ = true;
  if (!differ) return null;
  const random = seededRandom(seed);
  const drawnGold = new Float64Array(size);
  const drawnFirst = new Float64Array(size);
  const drawnSecond = new Float64Array(size);
  const differences: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < size; i++) {
      const example = random.below(size);
      drawnGold[i] = gold[example]!;
      drawnFirst[i] = first[example]!;
      drawnSecond[i] = second[example]!;
    }
    const [a, b] = [score(drawnGold, drawnFirst), score(drawnGold, drawnSecond)];
    if (a !== null && b !== null) differences.push(b - a);
    yield;
  }
  return differences;
}
