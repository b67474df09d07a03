import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { type RecordBatch, tableFromIPC, type Vector } from 'apache-arrow';

/** The rows of an answer of a bulk route; null for an answer without any. */
export function decodeRows(bytes: Uint8Array): RecordBatch | null {
  return bytes.length === 0 ? null : (tableFromIPC(bytes).batches[0] ?? null);
}

export function examplesOf(dataset: string, batch: RecordBatch): ExampleBatch {
  return {
    dataset,
    start: startOf(batch),
    keys: Array.from(column(batch, 'key'), String),
    texts: Array.from(column(batch, 'texts') as Vector, (texts) => Array.from(texts as Vector, String)),
    labels: Array.from(column(batch, 'label'), (label) => label as number | null),
  };
}

export function entriesOf(knowledgeBase: string, batch: RecordBatch): KnowledgeEntryBatch {
  const embedding = widthAndValues(batch, 'embedding');
  const softLabels = widthAndValues(batch, 'soft_labels');
  return {
    knowledgeBase,
    start: startOf(batch),
    count: batch.numRows,
    dimension: embedding?.width ?? 0,
    classes: softLabels?.width ?? 0,
    embeddings: floats(embedding) ?? new Float32Array(0),
    softLabels: floats(softLabels) ?? new Float32Array(0),
    examples: column(batch, 'example').toArray() as Int32Array,
    members: column(batch, 'members').toArray() as Int32Array,
  };
}

export function predictionsOf(evaluation: string, batch: RecordBatch): PredictionBatch {
  const of = (name: string) => widthAndValues(batch, name);
  const student = of('student');
  const embedding = of('embedding');
  const neighbors = of('neighbor_indices');
  return {
    evaluation,
    start: startOf(batch),
    count: batch.numRows,
    classes: student?.width ?? 0,
    student: floats(student) ?? new Float32Array(0),
    retrieved: floats(of('retrieved')),
    fused: floats(of('fused')),
    teacher: floats(of('teacher')),
    dimension: embedding?.width ?? null,
    embeddings: floats(embedding),
    neighbors: neighbors?.width ?? 0,
    neighborIndices: (neighbors?.values as Int32Array | undefined) ?? null,
    neighborSimilarities: floats(of('neighbor_similarities')),
  };
}

interface Rows {
  width: number;
  values: Float32Array | Int32Array;
}

function widthAndValues(batch: RecordBatch, name: string): Rows | null {
  const found = batch.getChild(name);
  const child = found?.getChildAt(0);
  if (!found || !child) return null;
  const width = (found.type as { listSize: number }).listSize;
  const values = child.toArray() as Float32Array | Int32Array;
  return { width, values: values.subarray(0, batch.numRows * width) };
}

function floats(rows: Rows | null): Float32Array | null {
  return (rows?.values as Float32Array | undefined) ?? null;
}

function startOf(batch: RecordBatch): number {
  return Number(column(batch, 'index').get(0));
}

function column(batch: RecordBatch, name: string): Vector {
  const found = batch.getChild(name);
  if (!found) throw new TypeError(`The response has no column ${name}.`);
  return found;
}
