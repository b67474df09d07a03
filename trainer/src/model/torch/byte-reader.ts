import { readSync } from 'node:fs';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

const windowBytes = 1 << 16;

/** Reads a part of an open file from its beginning to its end, a window at a time. */
export class ByteReader {
  readonly #descriptor: number;
  readonly #source: string;
  readonly #end: number;
  #position: number;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  /** @param source the file's name, for messages */
  constructor(descriptor: number, start: number, end: number, source: string) {
    this.#descriptor = descriptor;
    this.#position = start;
    this.#end = end;
    this.#source = source;
  }

  /** Of the next byte, from the beginning of the file. */
  get position(): number {
    return this.#position;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** The next bytes. @throws ExpectedError where there are fewer */
  take(length: number): Buffer {
    if (this.#position + length > this.#end) throw this.#tooShort();
    if (this.#position + length > this.#windowStart + this.#window.length) this.#move(length);
    const at = this.#position - this.#windowStart;
    this.#position += length;
    return this.#window.subarray(at, at + length);
  }

  /** Passes over what lies before this place. */
  skipTo(position: number): void {
    this.#position = position;
    this.#window = Buffer.alloc(0);
    this.#windowStart = position;
  }

  /** The bytes up to the next line feed, which is passed over. */
  line(): string {
    const bytes: number[] = [];
    for (let byte = this.byte(); byte !== 10; byte = this.byte()) bytes.push(byte);
    return Buffer.from(bytes).toString('utf8');
  }

  #move(length: number): void {
    const wanted = Math.min(Math.max(length, windowBytes), this.#end - this.#position);
    const window = Buffer.alloc(wanted);
    let have = 0;
    while (have < wanted) {
      const came = readSync(this.#descriptor, window, have, wanted - have, this.#position + have);
      if (came === 0) throw this.#tooShort();
      have += came;
    }
    this.#window = window;
    this.#windowStart = this.#position;
  }

  #tooShort(): ExpectedError {
    return new ExpectedError(
      'BAD_INPUT',
      `${this.#source} ends in the middle of its table of tensors: was its download cut off?`,
    );
  }
}
