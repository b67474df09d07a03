import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { unfinished } from '../../file/write-atomically.ts';
import type { Call } from '../call.ts';
import { encodeCall } from '../call-codec.ts';
import { callFileName, overflowFolder } from '../spool.ts';

/**
 * Writes calls to a spool's overflow folder at once, from a thread that may not return to its event loop for long, or is about to end. A call
 * that was written survives the process and a power cut.
 */
export class Overflow {
  readonly #folder: string;
  #next = 1;

  /** @param spool folder of the spool, which takes the calls over in their order */
  constructor(spool: string) {
    this.#folder = join(spool, overflowFolder);
  }

  /** Name of the file that was written last; empty: none was. */
  get last(): string {
    return this.#next === 1 ? '' : callFileName(this.#next - 1);
  }

  /** @returns the name of its file */
  write(call: Call): string {
    const name = callFileName(this.#next++);
    mkdirSync(this.#folder, { recursive: true });
    const temporary = join(this.#folder, `${name}.${process.pid}${unfinished}`);
    const file = openSync(temporary, 'w');
    try {
      const bytes = encodeCall(call);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(this.#folder, name));
    return name;
  }
}
