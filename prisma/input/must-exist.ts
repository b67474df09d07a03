import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** The row. @throws ExpectedError NOT_FOUND where there is none */
export function mustExist<Row>(row: Row | undefined, what: string, id: string, ...path: string[]): Row {
  if (row === undefined) throw new ExpectedError('NOT_FOUND', `There is no ${what} ${id}.`, path);
  return row;
}
