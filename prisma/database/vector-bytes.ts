/**
 * Elements of a vector as pgvector's vector_send gives it: its dimension, two unused bytes, its elements, big-endian.
 *
 * @param to [dimension], written
 */
export function readVector(bytes: Buffer, to: Float32Array): void {
  for (let d = 0; d < to.length; d++) to[d] = bytes.readFloatBE(4 + 4 * d);
}
