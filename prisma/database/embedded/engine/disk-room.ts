import { randomFillSync } from 'node:crypto';
import fs from 'node:fs';
import { dirname } from 'node:path';
import type { Room } from './engine.ts';

const blockBytes = 1024 ** 2;
/** The reserve is made when there is room for fewer than this many. */
const scarce = 16;

/**
 * Watches the free space of the disk that a database is on, and keeps a file there as a reserve once space becomes scarce. Postgres ends
 * itself when it cannot write its log, so the reserve is given up then, and no further write begins until there is space again.
 */
export class DiskRoom {
  readonly #file: string;
  readonly #room: Room;
  #reserved = false;
  #low = false;
  #spent = false;

  /** @param file of the reserve, on the database's disk */
  constructor(file: string, room: Room) {
    this.#file = file;
    this.#room = room;
    this.#reserved = fs.existsSync(file) && fs.statSync(file).size >= room.reserve;
    this.isLow();
  }

  /** Whether the reserve was given up, so that what is left is for the log alone. */
  get spent(): boolean {
    return this.#spent;
  }

  /** Gives up the reserve. @returns whether there was one */
  release(): boolean {
    this.#low = true;
    this.#spent = true;
    if (!this.#reserved) return false;
    this.#reserved = false;
    fs.rmSync(this.#file, { force: true });
    return true;
  }

  /** Whether there is too little space for another write. Makes the reserve once space becomes scarce, and again when there is space for it. */
  isLow(): boolean {
    const { reserve, least } = this.#room;
    const free = this.#free();
    if (!this.#reserved && free < scarce * reserve && free >= reserve + least) this.#low = !this.#reserve();
    else this.#low = free < least + (this.#reserved ? 0 : reserve);
    if (!this.#low) this.#spent = false;
    return this.#low;
  }

  #free(): number {
    const { bavail, bsize } = fs.statfsSync(dirname(this.#file));
    return bavail * bsize;
  }

  /** @returns false where the disk filled up meanwhile */
  #reserve(): boolean {
    try {
      // Bytes that no file system compresses.
      const block = randomFillSync(Buffer.alloc(blockBytes));
      const descriptor = fs.openSync(this.#file, 'w', 0o600);
      try {
        for (let bytes = 0; bytes < this.#room.reserve; bytes += blockBytes) fs.writeSync(descriptor, block);
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      this.#reserved = true;
    } catch {
      fs.rmSync(this.#file, { force: true });
    }
    return this.#reserved;
  }
}
