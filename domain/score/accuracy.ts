import { checkPaired } from './confusion.ts';

/** Share of predictions that equal the gold class, in [0, 1]. */
export function accuracy(gold: ArrayLike<number>, predicted: ArrayLike<number>): number {
  checkPaired(gold, predicted);
  let right = 0;
  for (let i = 0; i < gold.length; i++) if (gold[i] === predicted[i]) right++;
  return right / gold.length;
}
