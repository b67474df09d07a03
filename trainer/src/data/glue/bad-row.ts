import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Example } from '../example.ts';

/** A row that could not be read. */
export interface BadRow {
  file: string;
  line: number;
  reason: string;
}

/** The examples of a file, and the rows that were left out because `skipBadRows` allowed it. */
export interface RowsRead {
  examples: Example[];
  skipped: BadRow[];
}

/**
 * Counts the bad row, or throws where rows may not be skipped.
 *
 * @param unlabeled whether its file has no labels: each of its rows is to be predicted, so that none may be left out
 * @throws ExpectedError naming file, line and reason
 */
export function refuseOrSkip(
  skipped: BadRow[],
  badRow: BadRow,
  skipBadRows: boolean,
  unlabeled = false,
): void {
  if (unlabeled || !skipBadRows) {
    const remedy = unlabeled
      ? 'Mend the row: each row of a test file is predicted'
      : 'Mend the row, or leave such rows out with data.skipBadRows (they are counted)';
    throw new ExpectedError('BAD_INPUT', `${badRow.file}:${badRow.line}: ${badRow.reason}. ${remedy}.`);
  }
  skipped.push(badRow);
}
