import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** @throws ExpectedError BAD_INPUT unless the condition holds */
export function check(condition: boolean, message: string, ...path: string[]): asserts condition {
  if (!condition) throw new ExpectedError('BAD_INPUT', message, path);
}

/**
 * Checks that a row-major column has rows × width elements.
 *
 * @throws ExpectedError BAD_INPUT
 */
export function checkColumn(name: string, column: ArrayLike<unknown>, rows: number, width: number): void {
  check(
    column.length === rows * width,
    `${name} has ${column.length} elements, expected ${rows} × ${width}`,
    name,
  );
}

/** Checks that every element is finite: pgvector and JSON take no others. @throws ExpectedError BAD_INPUT naming the row */
export function checkFinite(name: string, column: Float32Array, start: number, width: number): void {
  for (let i = 0; i < column.length; i++) {
    const row = start + Math.floor(i / width);
    check(
      Number.isFinite(column[i]),
      `${name} of row ${row} has the value ${column[i]}, which is not finite`,
      name,
      String(row),
    );
  }
}

/** Checks the place of a batch. @throws ExpectedError BAD_INPUT unless 0 ≤ start, 0 < count and, with a size, start + count ≤ size */
export function checkRange(start: number, count: number, size: number | null): void {
  check(Number.isInteger(start) && start >= 0, `start must be a whole number from 0, not ${start}`, 'start');
  check(Number.isInteger(count) && count > 0, `count must be a positive whole number, not ${count}`, 'count');
  const end = start + count;
  check(size === null || end <= size, `rows ${start} to ${end - 1} exceed the size of ${size}`, 'start');
}
