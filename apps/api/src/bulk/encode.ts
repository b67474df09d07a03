import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import {
  type Data,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

type Columns = Record<string, Data | null>;

/** index int32, key utf8, texts list<utf8>, label float64 (nullable); as they are written */
export function encodeExamples({ start, keys, texts, labels }: ExampleBatch): Buffer {
  return encode(keys.length, {
    index: indices(start, keys.length),
    key: vectorFromArray(keys, new Utf8()).data[0] ?? null,
    texts: vectorFromArray(texts, new List(new Field('item', new Utf8(), false))).data[0] ?? null,
    label: vectorFromArray(labels, new Float64()).data[0] ?? null,
  });
}

/** index, example and members int32, embedding and soft_labels fixed_size_list<float32> */
export function encodeEntries(batch: KnowledgeEntryBatch): Buffer {
  return encode(batch.count, {
    index: indices(batch.start, batch.count),
    example: makeData({ type: new Int32(), data: batch.examples }),
    members: batch.members ? makeData({ type: new Int32(), data: batch.members }) : null,
    embedding: rows(batch.embeddings, batch.dimension),
    soft_labels: rows(batch.softLabels, batch.classes),
  });
}

/** index int32, student fixed_size_list<float32>[classes], and those of the others that there are; as they are written */
export function encodePredictions(batch: PredictionBatch): Buffer {
  const { classes, neighbors } = batch;
  return encode(batch.count, {
    index: indices(batch.start, batch.count),
    student: rows(batch.student, classes),
    retrieved: batch.retrieved && rows(batch.retrieved, classes),
    fused: batch.fused && rows(batch.fused, classes),
    teacher: batch.teacher && rows(batch.teacher, classes),
    embedding: batch.embeddings && batch.dimension ? rows(batch.embeddings, batch.dimension) : null,
    neighbor_indices: batch.neighborIndices && rows(batch.neighborIndices, neighbors),
    neighbor_similarities: batch.neighborSimilarities && rows(batch.neighborSimilarities, neighbors),
  });
}

/** An Arrow IPC stream of one record batch, or of none for no rows. */
function encode(length: number, columns: Columns): Buffer {
  if (length === 0) return Buffer.alloc(0);
  const present = Object.entries(columns).filter((column): column is [string, Data] => column[1] !== null);
  const fields = present.map(([name, data]) => new Field(name, data.type, data.nullCount > 0));
  const children = present.map(([, data]) => data);
  const writer = new RecordBatchStreamWriter();
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  writer.write(new RecordBatch(new Schema(fields), struct));
  writer.finish();
  return Buffer.from(writer.toUint8Array(true));
}

function indices(start: number, count: number): Data {
  return makeData({ type: new Int32(), data: Int32Array.from({ length: count }, (_, i) => start + i) });
}

function rows(values: Float32Array | Int32Array, width: number): Data {
  const length = values.length / width;
  if (values instanceof Float32Array) {
    const child = makeData({ type: new Float32(), data: values });
    const type = new FixedSizeList(width, new Field('item', new Float32(), false));
    return makeData({ type, length, nullCount: 0, child });
  }
  const child = makeData({ type: new Int32(), data: values });
  const type = new FixedSizeList(width, new Field('item', new Int32(), false));
  return makeData({ type, length, nullCount: 0, child });
}
