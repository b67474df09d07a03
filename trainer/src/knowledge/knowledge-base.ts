/** A knowledge base in memory, row-major: what a student reads at inference. */
export interface KnowledgeBase {
  size: number;
  dimension: number;
  classes: number;
  /** [size, dimension], L2-normalized projected teacher embeddings z */
  embeddings: Float32Array;
  /** [size, classes], teacher probabilities ȳ */
  softLabels: Float32Array;
}

/** Row `index` of a row-major matrix, a view. */
export function rowOf(values: Float32Array, width: number, index: number): Float32Array {
  return values.subarray(index * width, (index + 1) * width);
}

/** Rows of a row-major matrix in the order of `indices`, copied. */
export function pickRows(values: Float32Array, width: number, indices: ArrayLike<number>): Float32Array {
  const rows = new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) rows.set(rowOf(values, width, indices[i]!), i * width);
  return rows;
}
