// As much of protocol buffers and of ONNX's messages (onnx.proto, IR version 8) as a graph of float tensors takes.

/** A message's fields, encoded. */
export type Message = Buffer;

/** Wire type 0. */
export function integer(field: number, value: number): Message {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** Wire type 2: text, bytes or a message within. */
export function bytes(field: number, value: string | Uint8Array): Message {
  const content = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

/** TensorProto. */
export function tensor(
  name: string,
  dimensions: readonly number[],
  values: Float32Array | BigInt64Array,
): Message {
  return Buffer.concat([
    ...dimensions.map((size) => integer(1, size)),
    integer(2, values instanceof Float32Array ? 1 : 7),
    bytes(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

/** NodeProto. @param attributes integers, or lists of them */
export function node(
  operation: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Message {
  return Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(4, operation),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ]);
}

/** ValueInfoProto. @param elementType 1: float, 7: int64; @param shape a name stands for a size that is open */
export function valueInfo(name: string, elementType: number, shape: readonly (number | string)[]): Message {
  const dimensions = shape.map((size) =>
    bytes(1, typeof size === 'number' ? integer(1, size) : bytes(2, size)),
  );
  const type = bytes(1, Buffer.concat([integer(1, elementType), bytes(2, Buffer.concat(dimensions))]));
  return Buffer.concat([bytes(1, name), bytes(2, type)]);
}

/** ModelProto. */
export function model(
  parts: Record<'nodes' | 'initializers' | 'inputs' | 'outputs', readonly Message[]>,
): Message {
  const graph = Buffer.concat([
    ...parts.nodes.map((each) => bytes(1, each)),
    bytes(2, 'bert'),
    ...parts.initializers.map((each) => bytes(5, each)),
    ...parts.inputs.map((each) => bytes(11, each)),
    ...parts.outputs.map((each) => bytes(12, each)),
  ]);
  const operatorSet = Buffer.concat([bytes(1, ''), integer(2, 17)]);
  return Buffer.concat([integer(1, 8), bytes(7, graph), bytes(8, operatorSet)]);
}

function attribute(name: string, value: number | readonly number[]): Message {
  const isList = typeof value !== 'number';
  const content = isList ? value.map((each) => integer(8, each)) : [integer(3, value)];
  return Buffer.concat([bytes(1, name), ...content, integer(20, isList ? 7 : 2)]);
}

function varint(value: number): Buffer {
  const encoded: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    encoded.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(encoded);
}
