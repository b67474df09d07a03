import { seededRandom } from '../random/random.ts';
import { checkPaired } from '../score/confusion.ts';
import type { ScoreFunction } from '../score/scores-of.ts';

/**
 * Two-sided p-value of the paired bootstrap (Efron and Tibshirani 1993, chapter 15): examples are drawn with replacement and
 * both predictors are scored on the same draw; p is twice the share of draws whose difference lies on the rarer side of zero,
 * zero included, the sample itself counted as one draw of that side so that p is never 0.
 *
 * @param score of predictions against gold values
 * @param options.draws number of resamplings; the smallest possible p is 2 / (draws + 1)
 * @returns 1 where both predictors predict alike
 * @throws RangeError for unequal lengths or no examples
 */
export function pairedBootstrap(
  gold: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  score: ScoreFunction,
  options: { seed: number; draws: number },
): number {
  checkPaired(gold, first);
  checkPaired(gold, second);
  const size = gold.length;
  let differ = false;
  for (let i = 0; i < size; i++) if (first[i] !== second[i]) differ = true;
  if (!differ) return 1;
  const random = seededRandom(options.seed);
  const drawnGold = new Float64Array(size);
  const drawnFirst = new Float64Array(size);
  const drawnSecond = new Float64Array(size);
  let atMostZero = 0;
  let atLeastZero = 0;
  for (let draw = 0; draw < options.draws; draw++) {
    for (let i = 0; i < size; i++) {
      const example = random.below(size);
      drawnGold[i] = gold[example]!;
      drawnFirst[i] = first[example]!;
      drawnSecond[i] = second[example]!;
    }
    const difference = score(drawnGold, drawnSecond) - score(drawnGold, drawnFirst);
    if (difference <= 0) atMostZero++;
    if (difference >= 0) atLeastZero++;
  }
  return Math.min(1, (2 * (Math.min(atMostZero, atLeastZero) + 1)) / (options.draws + 1));
}
