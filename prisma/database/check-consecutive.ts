import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/**
 * Checks that what was read from `start` on are the rows that follow one another there: of something that is still being written some
 * may be missing, and those behind them would be taken for others.
 *
 * @param size rows of the whole
 * @throws ExpectedError INCOMPLETE naming the first that is missing
 */
export function checkConsecutive(
  rows: readonly { index: number }[],
  { what, start, count, size }: { what: string; start: number; count: number; size: number },
): void {
  const wanted = Math.max(0, Math.min(count, size - start));
  const gap = rows.findIndex(({ index }, i) => index !== start + i);
  if (gap === -1 && rows.length >= wanted) return;
  const missing = start + (gap === -1 ? rows.length : gap);
  throw new ExpectedError(
    'INCOMPLETE',
    `The ${what} ${missing} has not been written yet. Write rows in order, without gaps.`,
    ['start'],
  );
}
