import { neighborWeights } from './fuse.ts';

/** Soft labels of knowledge entries, row-major. */
export interface SoftLabels {
  /** Width of a prediction. */
  classes: number;
  /** [entries, classes], the teacher's ȳ */
  softLabels: Float32Array;
}

/** The nearest entries of many queries, row-major. */
export interface NearestEntries {
  /** Number of queries. */
  count: number;
  /** Neighbors of each query. */
  k: number;
  /** [count, k], indices of entries, nearest first */
  indices: Int32Array;
  /** [count, k], inner products x · z */
  similarities: Float32Array;
}

/**
 * The retrieved predictions ŷ = Σ_k w_k ȳ_k of many queries, w = softmax(x · z / τ) over their K nearest (ReAugKD, step 4). Sums are
 * rounded to single precision term by term, so that everybody who computes them from the same neighbors gets the same bits.
 *
 * @param neighbors at least k of each query, or all entries where there are fewer
 * @returns [count, classes]
 */
export function retrievedPredictions(
  { classes, softLabels }: SoftLabels,
  neighbors: NearestEntries,
  k: number,
  temperature: number,
): Float32Array {
  const used = Math.min(k, neighbors.k);
  const retrieved = new Float32Array(neighbors.count * classes);
  for (let query = 0; query < neighbors.count; query++) {
    const start = query * neighbors.k;
    const weights = neighborWeights(neighbors.similarities.subarray(start, start + used), temperature);
    weights.forEach((weight, i) => {
      const entry = neighbors.indices[start + i] ?? 0;
      for (let c = 0; c < classes; c++) {
        retrieved[query * classes + c]! += weight * softLabels[entry * classes + c]!;
      }
    });
  }
  return retrieved;
}

/** The fused predictions β·y + (1 − β)·ŷ. @param student [count, classes] y; @param retrieved [count, classes] ŷ */
export function fusedPredictions(student: Float32Array, retrieved: Float32Array, beta: number): Float32Array {
  return student.map((value, i) => beta * value + (1 - beta) * retrieved[i]!);
}
