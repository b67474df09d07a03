import { createHash } from 'node:crypto';
import type { DatasetHeader, ExampleBatch, Split } from '@stillhouse/domain/record/dataset.ts';
import { datasetPreamble, exampleLine } from '@stillhouse/domain/record/dataset-digest.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Example, ExampleSet } from './example.ts';

/** Makes an ExampleSet and its digest (domain/record/dataset-digest.ts). */
export function exampleSetOf(
  task: Task,
  split: Split,
  name: string,
  complete: boolean,
  examples: readonly Example[],
): ExampleSet {
  const hash = createHash('sha256').update(datasetPreamble(task.id, split, task.labels));
  for (const { texts, label } of examples) hash.update(exampleLine(texts, label));
  return { digest: hash.digest('hex'), task, split, name, labels: task.labels, complete, examples };
}

/** The set as the record knows it. */
export function headerOf(set: ExampleSet): DatasetHeader {
  return {
    digest: set.digest,
    task: set.task.id,
    split: set.split,
    name: set.name,
    labels: [...set.labels],
    size: set.examples.length,
    synthetic: set.task.synthetic,
    complete: set.complete,
  };
}

/** The set's examples in consecutive batches for the record. */
export function* exampleBatchesOf(set: ExampleSet, batchSize = 2000): Generator<ExampleBatch> {
  for (let start = 0; start < set.examples.length; start += batchSize) {
    const rows = set.examples.slice(start, start + batchSize);
    yield {
      dataset: set.digest,
      start,
      keys: rows.map((row) => row.key),
      texts: rows.map((row) => [...row.texts]),
      labels: rows.map((row) => row.label),
    };
  }
}
