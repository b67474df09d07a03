import type { Latency } from '@stillhouse/domain/record/evaluation.ts';
import { retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { quantile } from '@stillhouse/domain/statistics/spread.ts';
import type { Example } from '../../data/example.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { NeighborSearch } from '../../knowledge/search/neighbors.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import type { LoadMeter } from '../../system/machine-load.ts';
import { outputsOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';
import { normalizedRows } from '../teacher/train-head.ts';
import { timeInTurn } from './time-in-turn.ts';

export interface TimedPredictions {
  encoder: TrainedEncoder;
  embedding: EmbeddingKind;
  examples: readonly Example[];
  knowledgeBase: KnowledgeBase;
  k: number;
  temperature: number;
  /** Embeds the query where the student does not. */
  keyEncoder?: TrainedEncoder | undefined;
  /** Ways to search, each of which is timed. */
  searches: readonly NeighborSearch[];
}

/** Of the student alone, and with retrieval by each of the searches. */
export interface MeasuredLatency {
  alone: Latency;
  withRetrieval: Latency[];
}

/**
 * Times predictions one example at a time: the student alone and, in turn with it, with retrieval by each search. The load of the machine
 * is recorded with the times; they are comparable with others where it was quiet.
 *
 * @param load null: not looked at
 */
export async function measureLatency(
  { encoder, embedding, examples, knowledgeBase, k, temperature, keyEncoder, searches }: TimedPredictions,
  load: LoadMeter | null,
): Promise<MeasuredLatency> {
  const exampleOf = (i: number) => {
    const example = examples[i % examples.length];
    if (!example) throw new RangeError('There is no example to time.');
    return example;
  };
  const embed = async (by: TrainedEncoder, i: number, kind: EmbeddingKind) =>
    (await outputsOf(by, [exampleOf(i)], { batchSize: 1, embedding: kind })).embeddings;
  const times = await timeInTurn(
    {
      first: (i) => embed(encoder, i, embedding),
      rest: searches.map((search) => async (embeddings: Float32Array, i: number) => {
        const asked = keyEncoder ? await embed(keyEncoder, i, 'cls') : embeddings;
        const query = normalizedRows(asked, knowledgeBase.dimension);
        retrievedPredictions(knowledgeBase, search.search(query, k), k, temperature);
      }),
    },
    { load },
  );
  const student = {
    studentP50: quantile(times.first, 0.5),
    studentP95: quantile(times.first, 0.95),
    load: times.load,
    quiet: times.quiet,
  };
  return {
    alone: { ...student, retrievalP50: null, retrievalP95: null },
    withRetrieval: times.rest.map((milliseconds) => ({
      ...student,
      retrievalP50: quantile(milliseconds, 0.5),
      retrievalP95: quantile(milliseconds, 0.95),
    })),
  };
}
