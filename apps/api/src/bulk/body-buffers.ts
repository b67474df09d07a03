import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { FlatTable, FlatVector } from './flat-table.ts';
import { notArrow } from './not-arrow.ts';

/** Bytes to which writers may fill up a buffer. */
const padding = 64;

/** The buffers of a record batch in their order, each checked to lie within the body, behind the one before it. */
export class BodyBuffers {
  readonly #batch: FlatTable;
  readonly #body: Uint8Array;
  readonly #places: FlatVector;
  #taken = 0;
  #end = 0;

  constructor(batch: FlatTable, body: Uint8Array) {
    this.#batch = batch;
    this.#body = body;
    this.#places = batch.vector(2, 16);
  }

  get done(): boolean {
    return this.#taken === this.#places.count;
  }

  /**
   * The first `wanted` bytes of the next buffer.
   *
   * @param length `padded`: the buffer is as long as that, filled up; `any`: it may be longer
   * @throws ExpectedError BAD_INPUT where it has fewer, lies outside the body or in another buffer
   */
  next(column: string, wanted: number, length: 'padded' | 'any'): Uint8Array {
    if (this.done) throw notArrow('its record batch has fewer buffers than its schema');
    const at = this.#places.at + 16 * this.#taken++;
    const [start, bytes] = [this.#batch.int64At(at), this.#batch.int64At(at + 8)];
    const sound =
      bytes === 0
        ? wanted === 0
        : start >= this.#end && start % 8 === 0 && bytes >= wanted && start + bytes <= this.#body.length;
    const tooLong = length === 'padded' && bytes > Math.ceil(wanted / padding) * padding;
    if (!sound || tooLong) {
      const message = `The column ${column} is damaged: a buffer of ${bytes} bytes from byte ${start} does not hold ${wanted} bytes.`;
      throw new ExpectedError('BAD_INPUT', message, [column]);
    }
    if (bytes === 0) return new Uint8Array(0);
    this.#end = start + bytes;
    return this.#body.subarray(start, start + wanted);
  }

  int32s(column: string, count: number): Int32Array {
    const bytes = this.next(column, count * 4, count === 0 ? 'any' : 'padded');
    return new Int32Array(bytes.buffer, bytes.byteOffset, count);
  }
}
