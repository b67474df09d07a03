import { type Random, seededRandom } from '@stillhouse/domain/random/random.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';

/** [count, dimension], L2-normalized, evenly spread over the sphere by normal deviates. */
export function unitVectors(count: number, dimension: number, random: Random): Float32Array {
  const values = Float32Array.from({ length: count * dimension }, () => normal(random));
  for (let row = 0; row < count; row++) {
    const vector = values.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...vector);
    vector.forEach((value, d) => {
      vector[d] = value / length;
    });
  }
  return values;
}

/** A knowledge base of random unit vectors, with soft labels that say nothing. */
export function randomKnowledgeBase(size: number, dimension: number, seed: number): KnowledgeBase {
  const embeddings = unitVectors(size, dimension, seededRandom(seed));
  return { size, dimension, classes: 2, embeddings, softLabels: new Float32Array(size * 2).fill(0.5) };
}

/** A knowledge base with these embeddings and soft labels. */
export function knowledgeBaseOf(
  embeddings: readonly (readonly number[])[],
  softLabels: readonly (readonly number[])[] = embeddings.map(() => [0.5, 0.5]),
): KnowledgeBase {
  return {
    size: embeddings.length,
    dimension: embeddings[0]?.length ?? 1,
    classes: softLabels[0]?.length ?? 2,
    embeddings: Float32Array.from(embeddings.flat()),
    softLabels: Float32Array.from(softLabels.flat()),
  };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
