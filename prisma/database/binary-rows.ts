import { halfBits } from '@stillhouse/domain/retrieval/half-precision.ts';

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const oids = { int4: 23, text: 25, float4: 700 } as const;

/**
 * Rows in the format of COPY … (FORMAT binary), big-endian. Start each row with its number of columns, then give each column its value:
 * `rows.row(2).int32(1).text('a')`. Source: "Binary Format" in PostgreSQL's documentation of COPY, and pgvector's vector_recv.
 */
export class BinaryRows {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  constructor() {
    this.#length = signature.copy(this.#bytes);
  }

  row(columns: number): this {
    this.#reserve(2);
    this.#length = this.#bytes.writeInt16BE(columns, this.#length);
    return this;
  }

  null(): this {
    return this.#int(-1);
  }

  int32(value: number): this {
    return this.#int(4).#int(value);
  }

  float64(value: number): this {
    this.#int(8).#reserve(8);
    this.#length = this.#bytes.writeDoubleBE(value, this.#length);
    return this;
  }

  /** text, varchar and enums */
  text(value: string): this {
    const size = Buffer.byteLength(value);
    this.#int(size).#reserve(size);
    this.#length += this.#bytes.write(value, this.#length);
    return this;
  }

  uuid(value: string): this {
    this.#int(16).#reserve(16);
    this.#length += this.#bytes.write(value.replaceAll('-', ''), this.#length, 'hex');
    return this;
  }

  /** pgvector's vector: its dimension, two unused bytes, its elements. */
  vector(elements: Float32Array): this {
    this.#int(4 + 4 * elements.length).#reserve(4 + 4 * elements.length);
    this.#length = this.#bytes.writeInt16BE(elements.length, this.#length);
    this.#length = this.#bytes.writeInt16BE(0, this.#length);
    for (const element of elements) this.#length = this.#bytes.writeFloatBE(element, this.#length);
    return this;
  }

  /** pgvector's halfvec: as vector, each element rounded to IEEE 754 binary16. */
  halfvec(elements: Float32Array): this {
    this.#int(4 + 2 * elements.length).#reserve(4 + 2 * elements.length);
    this.#length = this.#bytes.writeInt16BE(elements.length, this.#length);
    this.#length = this.#bytes.writeInt16BE(0, this.#length);
    for (const element of elements) this.#length = this.#bytes.writeUInt16BE(halfBits(element), this.#length);
    return this;
  }

  /** real[] */
  floats(elements: Float32Array): this {
    this.#arrayHead(oids.float4, elements.length, 8 * elements.length).#reserve(8 * elements.length);
    for (const element of elements) {
      this.#length = this.#bytes.writeInt32BE(4, this.#length);
      this.#length = this.#bytes.writeFloatBE(element, this.#length);
    }
    return this;
  }

  /** integer[] */
  int32s(elements: Int32Array): this {
    this.#arrayHead(oids.int4, elements.length, 8 * elements.length).#reserve(8 * elements.length);
    for (const element of elements) {
      this.#length = this.#bytes.writeInt32BE(4, this.#length);
      this.#length = this.#bytes.writeInt32BE(element, this.#length);
    }
    return this;
  }

  /** text[] */
  texts(elements: readonly string[]): this {
    const bytes = elements.reduce((sum, element) => sum + 4 + Buffer.byteLength(element), 0);
    this.#arrayHead(oids.text, elements.length, bytes);
    for (const element of elements) this.text(element);
    return this;
  }

  /** Everything written, with the trailer; nothing can be added afterwards. */
  finish(): Buffer {
    this.#reserve(2);
    this.#length = this.#bytes.writeInt16BE(-1, this.#length);
    return this.#bytes.subarray(0, this.#length);
  }

  /** @param bytes of the elements, their lengths included */
  #arrayHead(oid: number, elements: number, bytes: number): this {
    if (elements === 0) return this.#int(12).#int(0).#int(0).#int(oid);
    return this.#int(20 + bytes)
      .#int(1)
      .#int(0)
      .#int(oid)
      .#int(elements)
      .#int(1);
  }

  #int(value: number): this {
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
    return this;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
