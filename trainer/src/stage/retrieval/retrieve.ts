import { neighborWeights } from '@stillhouse/domain/retrieval/fuse.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';

/**
 * The retrieved predictions ŷ = Σ_k w_k ȳ_k of many queries, w = softmax(x · z / τ) over their K nearest (ReAugKD, step 4).
 *
 * @param neighbors at least k of each query where there are so many entries
 * @returns [count, classes]
 */
export function retrievedPredictions(
  { classes, softLabels }: KnowledgeBase,
  neighbors: Neighbors,
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

/** The fused predictions β·y + (1 − β)·ŷ. @param student [count, classes]; @param retrieved [count, classes] */
export function fusedPredictions(student: Float32Array, retrieved: Float32Array, beta: number): Float32Array {
  return student.map((value, i) => beta * value + (1 - beta) * retrieved[i]!);
}
