import { notArrow } from './not-arrow.ts';

/** Takes exact numbers of bytes from chunks of any size. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: Uint8Array = new Uint8Array(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /**
   * Bytes alone in a buffer of their own, which is made once they have come.
   *
   * @returns null at the end of the stream, where that may come here
   * @throws ExpectedError BAD_INPUT where the stream ends before them
   */
  take(count: number): Promise<Uint8Array<ArrayBuffer>>;
  take(count: number, atEnd: 'end' | 'nothing'): Promise<Uint8Array<ArrayBuffer> | null>;
  async take(count: number, atEnd?: 'end' | 'nothing'): Promise<Uint8Array<ArrayBuffer> | null> {
    const parts = [this.#left];
    let have = this.#left.length;
    while (have < count) {
      const { done, value } = await this.#chunks.next();
      if (done && have === 0 && atEnd === 'end') return null;
      if (done) throw notArrow(have === 0 && atEnd ? 'it is empty' : 'it ends within a message');
      parts.push(value);
      have += value.length;
    }
    const taken = new Uint8Array(count);
    let at = 0;
    for (const part of parts) {
      const fits = part.subarray(0, count - at);
      taken.set(fits, at);
      at += fits.length;
      this.#left = part.subarray(fits.length);
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
