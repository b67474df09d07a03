import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../file/sync-folder.ts';
import { writeFileAtomically } from '../file/write-atomically.ts';
import type { Call } from './call.ts';
import { decodeCall, encodeCall } from './call-codec.ts';

const suffix = '.call';

/** Subfolder with the calls that were set aside, each with its reason. */
const refusedFolder = 'refused';

/** Subfolder for calls that the training thread wrote itself, later than every call of the spool; they are taken over in order. */
export const overflowFolder = 'overflow';

/**
 * A queue of calls on disk, first in first out: one file for each call, complete or not there at all, which stays until the call was sent.
 * Its content survives the process and a power cut.
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

  /**
   * The spool in `folder`, with the calls that wait there. The folder is created by the first call that has to wait.
   *
   * @param overflowed the last call of the overflow folder to take over; left out: all of them
   */
  static async open(folder: string, overflowed?: string): Promise<Spool> {
    const spool = new Spool(folder, await waitingIn(folder));
    for (const name of await waitingIn(join(folder, overflowFolder))) {
      if (overflowed === undefined || name <= overflowed) await spool.takeOver(name);
    }
    return spool;
  }

  /** Calls that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** File name of the call that waits longest; null where none waits. */
  get head(): string | null {
    return this.#waiting[0] ?? null;
  }

  /** Adds a call; resolves when it is on stable storage. */
  async append(call: Call): Promise<void> {
    const name = this.#nextName();
    await writeFileAtomically(join(this.folder, name), encodeCall(call));
    this.#waiting.push(name);
  }

  /** Adds a call of the overflow folder; does nothing where that was done before. */
  async takeOver(overflowed: string): Promise<void> {
    const name = this.#nextName();
    try {
      await rename(join(this.folder, overflowFolder, overflowed), join(this.folder, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    await syncFolder(this.folder);
    this.#waiting.push(name);
  }

  /** The call that waits longest, or null. It stays until `settle`. */
  async first(): Promise<Call | null> {
    const name = this.head;
    return name === null ? null : decodeCall(await readFile(join(this.folder, name)));
  }

  /** Removes the call that waits longest: it was sent. */
  async settle(): Promise<void> {
    const name = this.head;
    if (name === null) return;
    await rm(join(this.folder, name), { force: true });
    this.#waiting.shift();
  }

  /** Sets the call that waits longest aside, with the reason next to it: it can never be sent. @returns where it is kept */
  async refuse(reason: string): Promise<string> {
    const refused = join(this.folder, refusedFolder);
    const name = this.head;
    if (name === null) return refused;
    await mkdir(refused, { recursive: true });
    await writeFile(join(refused, `${name}.txt`), `${reason}\n`);
    await rename(join(this.folder, name), join(refused, name));
    this.#waiting.shift();
    return join(refused, name);
  }

  /** Removes the folder, unless a call waits or was set aside. */
  async discardIfEmpty(): Promise<void> {
    if (this.size > 0) return;
    const kept = [...(await namesIn(this.folder)), ...(await namesIn(join(this.folder, overflowFolder)))];
    if (kept.includes(refusedFolder) || kept.some((name) => name.endsWith(suffix))) return;
    await rm(this.folder, { recursive: true, force: true });
  }

  #nextName(): string {
    return callFileName(this.#next++);
  }
}

/** `000000017.call`: names sort in the order of the calls. */
export function callFileName(number: number): string {
  return `${String(number).padStart(9, '0')}${suffix}`;
}

/** Names of the calls in a folder, in their order; none where it is missing. */
export async function waitingIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => name.endsWith(suffix)).sort();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
