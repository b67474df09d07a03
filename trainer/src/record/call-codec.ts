import type { Call } from './call.ts';

/**
 * A call as bytes: the length of a JSON head (uint32, little-endian), the head, then each typed array of the input as it lies in
 * memory. In the head a typed array is `{"$column": [type, length]}` and a number that JSON lacks `{"$number": "NaN"}`.
 */
export function encodeCall(call: Call): Buffer {
  const columns: Uint8Array[] = [];
  const head = JSON.stringify(call, (_key, value: unknown) => {
    if (value instanceof Float32Array || value instanceof Int32Array) {
      columns.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return { $column: [value instanceof Float32Array ? 'float32' : 'int32', value.length] };
    }
    if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
    return value;
  });
  const text = Buffer.from(head, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...columns]);
}

/** The call that `encodeCall` wrote. @throws Error where the bytes are not one */
export function decodeCall(bytes: Buffer): Call {
  const end = 4 + bytes.readUInt32LE(0);
  let offset = end;
  const take = (type: string, length: number) => {
    const column = bytes.subarray(offset, offset + length * 4);
    if (column.length !== length * 4) throw new Error('The call ends in the middle of a column.');
    offset += length * 4;
    const aligned = Uint8Array.from(column).buffer;
    return type === 'float32' ? new Float32Array(aligned) : new Int32Array(aligned);
  };
  return JSON.parse(bytes.toString('utf8', 4, end), revive(take)) as Call;
}

/** JSON.parse revives members in the order in which stringify wrote them, which is the order of the columns. */
function revive(take: (type: string, length: number) => Float32Array | Int32Array) {
  return (_key: string, value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if ('$number' in value) return Number(value.$number);
    if (!('$column' in value)) return value;
    const [type, length] = value.$column as [string, number];
    return take(type, length);
  };
}
