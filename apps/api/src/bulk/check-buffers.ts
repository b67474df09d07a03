import { isUtf8 } from 'node:buffer';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Checks that offsets begin at 0 and never go back. @returns the last one @throws ExpectedError BAD_INPUT naming the row */
export function checkOffsets(offsets: Int32Array, column: string): number {
  let before = 0;
  offsets.forEach((offset, row) => {
    if (row === 0 ? offset === 0 : offset >= before) before = offset;
    else throw damaged(column, `its offset ${row} is ${offset}, after ${before}`);
  });
  return before;
}

/** Checks that texts are UTF-8, each of them whole. @throws ExpectedError BAD_INPUT */
export function checkTexts(bytes: Uint8Array, offsets: Int32Array, column: string): void {
  // An offset within a character would split it.
  const whole = offsets.every((offset) => offset === bytes.length || (bytes[offset]! & 0xc0) !== 0x80);
  if (!whole || !isUtf8(bytes)) throw damaged(column, 'its texts are not UTF-8');
}

/** How many of the first `length` bits are zero: which values are null. */
export function countNulls(bitmap: Uint8Array, length: number): number {
  let present = 0;
  for (let at = 0; at < length; at++) present += (bitmap[at >> 3]! >> (at & 7)) & 1;
  return length - present;
}

function damaged(column: string, what: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `The column ${column} is damaged: ${what}.`, [column]);
}
