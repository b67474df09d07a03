import { seededRandom } from '../random/random.ts';
import { checkPaired } from '../score/confusion.ts';
import type { WeightedScore } from '../score/scores-of.ts';

/** How often examples are drawn again, and by which seed. */
export interface Draws {
  seed: number;
  draws: number;
}

/** Makes a score of gold and predicted values that any weights can be put into (score/scores-of.ts, `weightedScores`). */
export type ResampledScore = (gold: ArrayLike<number>, predicted: ArrayLike<number>) => WeightedScore;

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
  score: ResampledScore,
  options: Draws,
): number | null {
  const draws = pairedDraws(gold, first, second, score, options);
  let step = draws.next();
  while (!step.done) step = draws.next();
  return bootstrapPValue(step.value, score(gold, first)(null), score(gold, second)(null));
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
  score: ResampledScore,
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
 * Draws the examples again and again. A draw is kept as how often each distinct triple of gold and both predictions was drawn, so that with
 * class ids a draw is scored from a handful of counts, and ranks are sorted once for all draws. Pauses after each draw so that a caller can do other work in between.
 *
 * @returns second's score less first's on each draw that defines both; null where both predict alike
 * @throws RangeError for unequal lengths or no examples
 */
export function* pairedDraws(
  gold: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: ResampledScore,
  { seed, draws }: Draws,
): Generator<void, number[] | null> {
  checkPaired(gold, first);
  checkPaired(gold, second);
  const size = gold.length;
  const triples = distinct([gold, first, second]);
  const [ofGold, ofFirst, ofSecond] = triples.columns;
  if (!ofGold || !ofFirst || !ofSecond || ofFirst.every((value, i) => value === ofSecond[i])) return null;
  const [scoreFirst, scoreSecond] = [score(ofGold, ofFirst), score(ofGold, ofSecond)];
  const random = seededRandom(seed);
  const weights = new Float64Array(ofGold.length);
  const differences: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    weights.fill(0);
    for (let i = 0; i < size; i++) weights[triples.of[random.below(size)]!]!++;
    const [a, b] = [scoreFirst(weights), scoreSecond(weights)];
    if (a !== null && b !== null) differences.push(b - a);
    yield;
  }
  return differences;
}

/** The distinct rows of columns of equal length, column by column, and for each row which of them it is. */
function distinct(columns: readonly ArrayLike<number>[]): { columns: Float64Array[]; of: Uint32Array } {
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const of = Uint32Array.from(columns[0] ?? [], (_, i) => {
    const row = columns.map((column) => column[i]).join();
    const place = places.get(row) ?? firsts.push(i) - 1;
    places.set(row, place);
    return place;
  });
  return { columns: columns.map((column) => Float64Array.from(firsts, (i) => column[i] ?? 0)), of };
}
