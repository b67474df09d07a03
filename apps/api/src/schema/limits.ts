import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Most rows of one page. */
export const largestPage = 100;

/** Bounds of one operation: cost counts fields, those of a list as often as its `first` says (or ten times). */
export const limits = { complexity: 20_000, depth: 15, breadth: 500 };

/** Most aliases of one operation; most bytes of a request. */
export const mostAliases = 50;
export const mostBytes = 2_000_000;

export const tooExpensive = {
  limit: limits,
  defaultComplexity: 1,
  defaultListMultiplier: 10,
  complexityError: (kind: string, result: { complexity: number; depth: number; breadth: number }) => {
    const figure = kind.toLowerCase() as 'complexity' | 'depth' | 'breadth';
    return new ExpectedError(
      'TOO_LARGE',
      `The operation has a ${figure} of ${result[figure]}, more than ${limits[figure]}: ask for less, or in pages.`,
    );
  },
};

/** @throws ExpectedError BAD_INPUT for a page size that is not 1 … 100 */
export function checkFirst(first: number): number {
  if (first >= 1 && first <= largestPage) return first;
  throw new ExpectedError('BAD_INPUT', `first must be 1 to ${largestPage}, not ${first}.`, ['first']);
}
