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

/** Columns of one batch as an Apache Arrow IPC stream: what the bulk routes read. */
export type Columns = Record<string, Data>;

/** index int32, key utf8, texts list<utf8>, label float64 (nullable) */
export function exampleColumns(batch: ExampleBatch): Columns {
  return {
    index: indexColumn(batch.start, batch.keys.length),
    key: onlyChunk(vectorFromArray(batch.keys, new Utf8())),
    texts: onlyChunk(vectorFromArray(batch.texts, new List(new Field('item', new Utf8(), false)))),
    label: onlyChunk(vectorFromArray(batch.labels, new Float64())),
  };
}

/** index int32, example int32 (−1 for none), members int32 where they are given, embedding fixed_size_list<float32>[dimension], soft_labels fixed_size_list<float32>[classes] */
export function entryColumns(batch: KnowledgeEntryBatch): Columns {
  return {
    index: indexColumn(batch.start, batch.count),
    example: makeData({ type: new Int32(), data: ownBuffer(batch.examples) }),
    ...(batch.members && { members: makeData({ type: new Int32(), data: ownBuffer(batch.members) }) }),
    embedding: floatRows(batch.embeddings, batch.dimension),
    soft_labels: floatRows(batch.softLabels, batch.classes),
  };
}

/** index int32, student fixed_size_list<float32>[classes], and those of the others that the batch has */
export function predictionColumns(batch: PredictionBatch): Columns {
  const columns: Columns = {
    index: indexColumn(batch.start, batch.count),
    student: floatRows(batch.student, batch.classes),
  };
  if (batch.retrieved) columns.retrieved = floatRows(batch.retrieved, batch.classes);
  if (batch.fused) columns.fused = floatRows(batch.fused, batch.classes);
  if (batch.teacher) columns.teacher = floatRows(batch.teacher, batch.classes);
  if (batch.embeddings && batch.dimension) {
    columns.embedding = floatRows(batch.embeddings, batch.dimension);
  }
  if (batch.neighborIndices) columns.neighbor_indices = intRows(batch.neighborIndices, batch.neighbors);
  if (batch.neighborSimilarities) {
    columns.neighbor_similarities = floatRows(batch.neighborSimilarities, batch.neighbors);
  }
  return columns;
}

/** One record batch as an Arrow IPC stream. */
export function encodeColumns(columns: Columns): Uint8Array<ArrayBuffer> {
  const children = Object.values(columns);
  const fields = Object.entries(columns).map(
    ([name, data]) => new Field(name, data.type, data.nullCount > 0),
  );
  const schema = new Schema(fields);
  const length = children[0]?.length ?? 0;
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return new Uint8Array(writer.toUint8Array(true));
}

function indexColumn(start: number, count: number): Data<Int32> {
  return makeData({ type: new Int32(), data: Int32Array.from({ length: count }, (_, i) => start + i) });
}

function floatRows(values: Float32Array, width: number): Data<FixedSizeList<Float32>> {
  const child = makeData({ type: new Float32(), data: ownBuffer(values) });
  const type = new FixedSizeList(width, new Field('item', new Float32(), false));
  return makeData({ type, length: values.length / width, nullCount: 0, child });
}

function intRows(values: Int32Array, width: number): Data<FixedSizeList<Int32>> {
  const child = makeData({ type: new Int32(), data: ownBuffer(values) });
  const type = new FixedSizeList(width, new Field('item', new Int32(), false));
  return makeData({ type, length: values.length / width, nullCount: 0, child });
}

/** arrow-js takes neighboring columns that are views of one buffer for one range, and loses what they overlap. */
function ownBuffer<Values extends Float32Array | Int32Array>(values: Values): Values {
  return values.slice() as Values;
}

function onlyChunk(vector: { data: readonly Data[] }): Data {
  const [chunk] = vector.data;
  if (!chunk) throw new RangeError('A batch must have at least one row.');
  return chunk;
}
