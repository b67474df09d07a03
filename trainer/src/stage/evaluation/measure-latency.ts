import type { Latency } from '@stillhouse/domain/record/evaluation.ts';
import { retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { quantile } from '@stillhouse/domain/statistics/spread.ts';
import type { Example } from '../../data/example.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { NeighborSearch } from '../../knowledge/search/neighbors.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import { outputsOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';
import { normalizedRows } from '../teacher/train-head.ts';

/** Examples timed, after some that warm the backend up. */
const timed = 50;
const warmUp = 5;

/** What retrieval adds to a prediction. */
export interface TimedRetrieval {
  search: NeighborSearch;
  knowledgeBase: KnowledgeBase;
  k: number;
  temperature: number;
  /** Embeds the query where the student does not. */
  keyEncoder?: TrainedEncoder | undefined;
}

/** Times predictions one example at a time: the student alone, and with retrieval where some is given. */
export async function measureLatency(
  encoder: TrainedEncoder,
  embedding: EmbeddingKind,
  examples: readonly Example[],
  retrieval: TimedRetrieval | null,
): Promise<Latency> {
  const alone: number[] = [];
  const withRetrieval: number[] = [];
  for (let i = 0; i < warmUp + timed; i++) {
    const example = examples[i % examples.length];
    if (!example) throw new RangeError('There is no example to time.');
    const start = performance.now();
    const { embeddings } = await outputsOf(encoder, [example], { batchSize: 1, embedding });
    const forwarded = performance.now();
    if (retrieval) {
      const { keyEncoder } = retrieval;
      const query = keyEncoder
        ? (await outputsOf(keyEncoder, [example], { batchSize: 1, embedding: 'cls' })).embeddings
        : embeddings;
      retrieve(query, retrieval);
    }
    const retrieved = performance.now();
    if (i < warmUp) continue;
    alone.push(forwarded - start);
    withRetrieval.push(retrieved - start);
  }
  return {
    studentP50: quantile(alone, 0.5),
    studentP95: quantile(alone, 0.95),
    retrievalP50: retrieval && quantile(withRetrieval, 0.5),
    retrievalP95: retrieval && quantile(withRetrieval, 0.95),
    load: null,
    quiet: null,
  };
}

function retrieve(embedding: Float32Array, { search, knowledgeBase, k, temperature }: TimedRetrieval): void {
  const query = normalizedRows(embedding, knowledgeBase.dimension);
  retrievedPredictions(knowledgeBase, search.search(query, k), k, temperature);
}
