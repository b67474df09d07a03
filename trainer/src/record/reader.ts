import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import type { StoredEvaluation, StoredKnowledgeBase } from '@stillhouse/domain/record/stored.ts';

/**
 * What was recorded, read back: straight from Postgres, or through the API. Ids are UUIDs.
 *
 * Every method throws ExpectedError NOT_FOUND for what is not there.
 */
export interface Reader {
  knowledgeBase(id: string): Promise<StoredKnowledgeBase>;
  /** Finished evaluations of students that searched it exactly, the earliest first. */
  evaluationsOf(knowledgeBase: string): Promise<StoredEvaluation[]>;
  /** Consecutive batches from the first on. */
  entries(knowledgeBase: string): AsyncIterable<KnowledgeEntryBatch>;
  predictions(evaluation: string): AsyncIterable<PredictionBatch>;
  examples(dataset: string): AsyncIterable<ExampleBatch>;
}
