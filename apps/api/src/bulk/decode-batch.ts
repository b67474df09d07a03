import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { decodeEntries, decodeExamples, decodePredictions } from './decode.ts';
import { FlatTable } from './flat-table.ts';
import { readBatch } from './read-batch.ts';
import { readSchema } from './read-schema.ts';

/** What the rows of a bulk route are. */
export interface Decoded {
  examples: ExampleBatch;
  entries: KnowledgeEntryBatch;
  predictions: PredictionBatch;
}

export type RowKind = keyof Decoded;

/** A record batch as it came. */
export interface EncodedBatch {
  kind: RowKind;
  /** Id of what the rows belong to. */
  owner: string;
  /** Description of the schema, and of the batch. */
  schema: Uint8Array<ArrayBuffer>;
  metadata: Uint8Array<ArrayBuffer>;
  body: Uint8Array<ArrayBuffer>;
}

const decoders = { examples: decodeExamples, entries: decodeEntries, predictions: decodePredictions };

/** The rows of a record batch; null where it has none. @throws ExpectedError BAD_INPUT naming the column that is wrong */
export function decodeBatch({ kind, owner, schema, metadata, body }: EncodedBatch): Decoded[RowKind] | null {
  const fields = readSchema(FlatTable.root(schema).table(2));
  const batch = readBatch(fields, FlatTable.root(metadata).table(2), body);
  return batch.numRows === 0 ? null : decoders[kind](owner, batch);
}
