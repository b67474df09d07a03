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
  /** Bytes that tables became longer since free space was last looked at. */
  #unseen = 0;

  /** @param file of the reserve, on the database's disk */
  constructor(file: string, room: Room) {
    this.#file = file;
    this.#room = room;
    this.#reserved = fs.existsSync(file) && fs.statSync(file).size >= room.reserve;
    this.isLow();
  }

  /**
   * Whether tables may become so many bytes longer. A transaction larger than the free space ends with an error this way, while there is still
   * room for its log: the server would not survive a full log.
   */
  mayGrow(bytes: number): boolean {
    // What is left after the reserve was given up is for the log alone.
    if (this.#spent) return false;
    this.#unseen += bytes;
    if (this.#unseen < blockBytes) return true;
    const may = this.#free() >= this.#least + bytes;
    if (may) this.#unseen = 0;
    return may;
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
    else this.#low = free < this.#least;
    if (!this.#low) this.#spent = false;
    return this.#low;
  }

  /** Free bytes below which nothing is written any more. */
  get #least(): number {
    const { reserve, least } = this.#room;
    return least + (this.#reserved ? 0 : reserve);
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
