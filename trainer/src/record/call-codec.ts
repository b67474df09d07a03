import type { Call } from './call.ts';
import { type Column, pack, unpack } from './pack.ts';

/**
 * A call as bytes: the length of a JSON head (uint32, little-endian), the head as `pack` makes it, then each typed array of the input, as
 * it is in memory. `decodeCall` gives back an equal call.
 *
 * @throws ExpectedError BAD_INPUT naming the first value that would not come back equal
 */
export function encodeCall(call: Call): Buffer {
  const columns: Column[] = [];
  const text = Buffer.from(JSON.stringify(pack(call, columns)), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...columns.map(bytesOf)]);
}

/** The call that `encodeCall` wrote. @throws Error where the bytes are not one */
export function decodeCall(bytes: Buffer): Call {
  const end = 4 + bytes.readUInt32LE(0);
  let offset = end;
  const take = (type: string, length: number): Column => {
    const column = bytes.subarray(offset, offset + length * 4);
    if (column.length !== length * 4) throw new Error('The call ends in the middle of a column.');
    offset += length * 4;
    const aligned = Uint8Array.from(column).buffer;
    return type === 'float32' ? new Float32Array(aligned) : new Int32Array(aligned);
  };
  return unpack(JSON.parse(bytes.toString('utf8', 4, end)), take) as Call;
}

/**
 * Checks that a call can wait on disk and travel as JSON without being altered, which is cheap enough for every call.
 *
 * @returns about how many bytes it takes
 * @throws ExpectedError BAD_INPUT as `encodeCall`
 */
export function checkCall(call: Call): number {
  const columns: Column[] = [];
  const head = JSON.stringify(pack(call, columns));
  return columns.reduce((sum, column) => sum + column.byteLength, head.length);
}

function bytesOf(column: Column): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
