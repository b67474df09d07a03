import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../file/write-atomically.ts';
import type { Call } from './call.ts';
import { decodeCall, encodeCall } from './call-codec.ts';

const suffix = '.call';

/**
 * A queue of calls on disk, first in first out: a file for each call, which is there whole or not at all, and stays until it was sent.
 * What is in it survives the process and the machine's power.
 */
export class Spool {
  readonly folder: string;
  #waiting: string[];
  #next: number;

  private constructor(folder: string, waiting: string[]) {
    this.folder = folder;
    this.#waiting = waiting;
    this.#next = Number.parseInt(waiting.at(-1) ?? '0', 10) + 1;
  }

  /** The spool in `folder`, with what waits there. The folder is made by the first call that has to wait. */
  static async open(folder: string): Promise<Spool> {
    const names = await namesIn(folder);
    return new Spool(folder, names.filter((name) => name.endsWith(suffix)).sort());
  }

  /** Calls that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Adds a call; resolves when it is on disk for good. */
  async append(call: Call): Promise<void> {
    const name = `${String(this.#next++).padStart(9, '0')}${suffix}`;
    await writeFileAtomically(join(this.folder, name), encodeCall(call));
    this.#waiting.push(name);
  }

  /** The call that waits longest, or null. It stays until `settle`. */
  async first(): Promise<Call | null> {
    const name = this.#waiting[0];
    return name === undefined ? null : decodeCall(await readFile(join(this.folder, name)));
  }

  /** Takes out the call that waits longest: it was sent. */
  async settle(): Promise<void> {
    const name = this.#waiting[0];
    if (name === undefined) return;
    await rm(join(this.folder, name), { force: true });
    this.#waiting.shift();
  }

  /** Takes out the call that waits longest, keeping it and the reason beside: it can never be sent. */
  async refuse(reason: string): Promise<void> {
    const name = this.#waiting[0];
    if (name === undefined) return;
    const refused = join(this.folder, 'refused');
    await mkdir(refused, { recursive: true });
    await writeFile(join(refused, `${name}.txt`), `${reason}\n`);
    await rename(join(this.folder, name), join(refused, name));
    this.#waiting.shift();
  }

  /** Removes the folder, unless something waits or was refused. */
  async discardIfEmpty(): Promise<void> {
    if (this.size > 0) return;
    const left = await namesIn(this.folder);
    if (!left.includes('refused')) await rm(this.folder, { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
