import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';

export interface Asked {
  entries: KnowledgeEntryBatch;
  policy: { k: number; temperature: number; beta: number };
  /** [count, classes] */
  student: Float32Array;
  /** [count, dimension] */
  embeddings: Float32Array;
  /** Neighbors stored of each prediction. */
  neighbors: number;
}

/** What retrieval makes of a student's predictions, in plain arithmetic: the columns of a batch that agree with each other. */
export function retrievedColumns({ entries, policy, student, embeddings, neighbors }: Asked) {
  const { dimension, classes, count: size } = entries;
  const count = embeddings.length / dimension;
  const columns = {
    retrieved: new Float32Array(count * classes),
    fused: new Float32Array(count * classes),
    neighborIndices: new Int32Array(count * neighbors),
    neighborSimilarities: new Float32Array(count * neighbors),
  };
  for (let i = 0; i < count; i++) {
    const found = Array.from({ length: size }, (_, index) => {
      let similarity = 0;
      for (let d = 0; d < dimension; d++)
        similarity += embeddings[i * dimension + d]! * entries.embeddings[index * dimension + d]!;
      return { index, similarity };
    }).sort((a, b) => b.similarity - a.similarity);
    columns.neighborIndices.set(
      found.slice(0, neighbors).map(({ index }) => index),
      i * neighbors,
    );
    columns.neighborSimilarities.set(
      found.slice(0, neighbors).map(({ similarity }) => similarity),
      i * neighbors,
    );
    const used = found.slice(0, policy.k);
    const weights = used.map(({ similarity }) =>
      Math.exp((similarity - used[0]!.similarity) / policy.temperature),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let c = 0; c < classes; c++) {
      const mixed = used.reduce(
        (sum, { index }, n) => sum + (weights[n]! / total) * entries.softLabels[index * classes + c]!,
        0,
      );
      columns.retrieved[i * classes + c] = mixed;
      columns.fused[i * classes + c] = policy.beta * student[i * classes + c]! + (1 - policy.beta) * mixed;
    }
  }
  return { ...columns, neighbors, dimension, embeddings, student } satisfies Partial<PredictionBatch>;
}
