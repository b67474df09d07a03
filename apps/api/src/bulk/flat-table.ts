import { notArrow } from './not-arrow.ts';

/** Elements of a vector: the position of the first and how many there are. */
export interface FlatVector {
  at: number;
  count: number;
}

/**
 * A table of FlatBuffers, which Arrow describes its messages with. Every position and count is checked against the bytes that came, unlike
 * in the code that FlatBuffers generates, which trusts them (https://flatbuffers.dev/internals).
 *
 * Slots are numbered as in Arrow's format/Schema.fbs and Message.fbs, from 0.
 *
 * @throws ExpectedError BAD_INPUT where anything lies outside the bytes
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #slots: number;
  readonly #slotsEnd: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    const vtable = at - this.#read(at, 4).getInt32(at, true);
    this.#slots = vtable + 4;
    this.#slotsEnd = vtable + this.#read(vtable, 4).getUint16(vtable, true);
  }

  /** The outermost table. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.byteLength < 4) throw damaged();
    return new FlatTable(view, view.getUint32(0, true));
  }

  uint8(slot: number): number {
    const at = this.#place(slot);
    return at === null ? 0 : this.#read(at, 1).getUint8(at);
  }

  int16(slot: number): number {
    const at = this.#place(slot);
    return at === null ? 0 : this.#read(at, 2).getInt16(at, true);
  }

  int32(slot: number): number {
    const at = this.#place(slot);
    return at === null ? 0 : this.#read(at, 4).getInt32(at, true);
  }

  int64(slot: number): number {
    const at = this.#place(slot);
    return at === null ? 0 : this.int64At(at);
  }

  /** A 64-bit element of a vector; a count beyond 2^53 cannot fit any body. */
  int64At(at: number): number {
    return Number(this.#read(at, 8).getBigInt64(at, true));
  }

  has(slot: number): boolean {
    return this.#place(slot) !== null;
  }

  table(slot: number): FlatTable {
    const at = this.#target(slot);
    if (at === null) throw damaged();
    return new FlatTable(this.#view, at);
  }

  text(slot: number): string {
    const { at, count } = this.vector(slot, 1);
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count);
    return Buffer.from(bytes.buffer, bytes.byteOffset, count).toString('utf8');
  }

  /** @param width of an element in bytes */
  vector(slot: number, width: number): FlatVector {
    const at = this.#target(slot);
    if (at === null) return { at: 0, count: 0 };
    const count = this.#read(at, 4).getUint32(at, true);
    this.#read(at + 4, count * width);
    return { at: at + 4, count };
  }

  tables(slot: number): FlatTable[] {
    const { at, count } = this.vector(slot, 4);
    return Array.from({ length: count }, (_, i) => {
      const place = at + 4 * i;
      return new FlatTable(this.#view, place + this.#view.getUint32(place, true));
    });
  }

  #place(slot: number): number | null {
    const at = this.#slots + 2 * slot;
    if (at + 2 > this.#slotsEnd) return null;
    const offset = this.#read(at, 2).getUint16(at, true);
    return offset === 0 ? null : this.#at + offset;
  }

  #target(slot: number): number | null {
    const at = this.#place(slot);
    return at === null ? null : at + this.#read(at, 4).getUint32(at, true);
  }

  #read(at: number, bytes: number): DataView {
    if (at < 0 || at + bytes > this.#view.byteLength) throw damaged();
    return this.#view;
  }
}

function damaged() {
  return notArrow('the description of a message is damaged');
}
