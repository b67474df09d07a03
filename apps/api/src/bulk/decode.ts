import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { DataType, type RecordBatch, type Vector } from 'apache-arrow';
import { checkNames, column, int32s, rowsOf, startOf, wrongType } from './column.ts';

/** index int32, key utf8, texts list<utf8>, label float64 or null */
export function decodeExamples(dataset: string, batch: RecordBatch): ExampleBatch {
  checkNames(batch, ['index', 'key', 'texts', 'label']);
  const keys = column(batch, 'key');
  const texts = column(batch, 'texts');
  const labels = column(batch, 'label');
  if (!DataType.isUtf8(keys.type)) throw wrongType('key', 'utf8', keys);
  if (!DataType.isList(texts.type) || !DataType.isUtf8(texts.type.valueType))
    throw wrongType('texts', 'list<utf8>', texts);
  if (!DataType.isFloat(labels.type)) throw wrongType('label', 'float64', labels);
  return {
    dataset,
    start: startOf(int32s(batch, 'index')),
    keys: Array.from(keys, (key, i) => required(key as string | null, 'key', i)),
    texts: Array.from(texts, (pair, i) =>
      Array.from(required(pair as Vector | null, 'texts', i), (text) =>
        required(text as string | null, 'texts', i),
      ),
    ),
    labels: Array.from(labels, (label) => label as number | null),
  };
}

/** index int32, example int32 (−1 for none), members int32 (may be left out), embedding fixed_size_list<float32>[dimension], soft_labels fixed_size_list<float32>[classes] */
export function decodeEntries(knowledgeBase: string, batch: RecordBatch): KnowledgeEntryBatch {
  checkNames(batch, ['index', 'example', 'members', 'embedding', 'soft_labels']);
  const embedding = floats(batch, 'embedding');
  const softLabels = floats(batch, 'soft_labels');
  return {
    knowledgeBase,
    start: startOf(int32s(batch, 'index')),
    count: batch.numRows,
    dimension: embedding.width,
    classes: softLabels.width,
    embeddings: embedding.values,
    softLabels: softLabels.values,
    examples: int32s(batch, 'example'),
    members: batch.getChild('members') ? int32s(batch, 'members') : undefined,
  };
}

/** index int32, student fixed_size_list<float32>[classes], and those of the others that there are */
export function decodePredictions(evaluation: string, batch: RecordBatch): PredictionBatch {
  const distributions = ['student', 'retrieved', 'fused', 'teacher'];
  checkNames(batch, ['index', ...distributions, 'embedding', 'neighbor_indices', 'neighbor_similarities']);
  const student = floats(batch, 'student');
  const embedding = rowsOf(batch, 'embedding', 'float32');
  const indices = rowsOf(batch, 'neighbor_indices', 'int32');
  const similarities = rowsOf(batch, 'neighbor_similarities', 'float32');
  const ofClasses = (name: string) => {
    const found = rowsOf(batch, name, 'float32');
    if (found && found.width !== student.width) {
      const message = `The column ${name} has ${found.width} classes, but student has ${student.width}.`;
      throw new ExpectedError('BAD_INPUT', message, [name]);
    }
    return (found?.values ?? null) as Float32Array | null;
  };
  return {
    evaluation,
    start: startOf(int32s(batch, 'index')),
    count: batch.numRows,
    classes: student.width,
    student: student.values,
    retrieved: ofClasses('retrieved'),
    fused: ofClasses('fused'),
    teacher: ofClasses('teacher'),
    dimension: embedding?.width ?? null,
    embeddings: (embedding?.values ?? null) as Float32Array | null,
    neighbors: indices?.width ?? 0,
    neighborIndices: (indices?.values ?? null) as Int32Array | null,
    neighborSimilarities: (similarities?.values ?? null) as Float32Array | null,
  };
}

function floats(batch: RecordBatch, name: string): { width: number; values: Float32Array } {
  const found = rowsOf(batch, name, 'float32');
  if (!found) {
    column(batch, name);
    throw new ExpectedError('BAD_INPUT', `The column ${name} is missing.`, [name]);
  }
  return { width: found.width, values: found.values as Float32Array };
}

function required<Value>(value: Value | null, name: string, row: number): Value {
  if (value !== null) return value;
  throw new ExpectedError('BAD_INPUT', `The column ${name} has a null value in row ${row}.`, [
    name,
    String(row),
  ]);
}
