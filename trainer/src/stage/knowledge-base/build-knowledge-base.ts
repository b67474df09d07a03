import type { KnowledgeBaseHealth, KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import type { ExampleSet } from '../../data/example.ts';
import { healthOf } from '../../knowledge/health.ts';
import { hubsOf } from '../../knowledge/hubs.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { type EvaluatedTexts, leakageOf } from '../../knowledge/leakage.ts';
import { regressionHealthOf } from '../../knowledge/regression-health.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import type { EmbeddedPredictions } from '../teacher/teacher-source.ts';
import { normalizedRows } from '../teacher/train-head.ts';

export interface BuiltKnowledgeBase {
  knowledgeBase: KnowledgeBase;
  health: KnowledgeBaseHealth;
}

/**
 * Step 3 of ReAugKD: one entry (z, ȳ) for each training example, z the projected teacher embedding, normalized, ȳ the teacher's
 * probabilities, or its predicted score where the task is a regression. Entry i is example i.
 *
 * @param set the training split
 * @param teacher what the teacher said of them, row i of example i
 * @param evaluated datasets whose texts are looked for among the entries
 */
export function buildKnowledgeBase(
  { task, examples }: ExampleSet,
  teacher: EmbeddedPredictions,
  evaluated: readonly EvaluatedTexts[] = [],
): BuiltKnowledgeBase {
  const { classes, dimension } = teacher;
  const size = teacher.logits.length / classes;
  if (size !== examples.length || teacher.embeddings.length !== size * dimension) {
    throw new RangeError(`The teacher's outputs are not those of ${examples.length} examples.`);
  }
  const knowledgeBase: KnowledgeBase = {
    size,
    dimension,
    classes,
    embeddings: normalizedRows(teacher.embeddings, dimension),
    softLabels: predictionsOf(task, teacher.logits),
  };
  return {
    knowledgeBase,
    health: {
      ...(task.kind === 'regression' ? regressionHealthOf : healthOf)(knowledgeBase, examples),
      ...hubsOf(knowledgeBase),
      leakage: leakageOf(examples, evaluated),
    },
  };
}

/** What entries were made from, where that is not the example of the same index. */
export interface EntryOrigins {
  /** [size], index of the example in the dataset; −1 for none */
  examples: Int32Array;
  /** [size], how many examples each stands for */
  members: Int32Array;
}

/** The entries in consecutive batches for the record. @param origins left out: entry i is example i */
export function* entryBatches(
  id: string,
  { size, dimension, classes, embeddings, softLabels }: KnowledgeBase,
  origins?: EntryOrigins,
  batchSize = 2000,
): Generator<KnowledgeEntryBatch> {
  for (let start = 0; start < size; start += batchSize) {
    const end = Math.min(start + batchSize, size);
    yield {
      knowledgeBase: id,
      start,
      count: end - start,
      dimension,
      classes,
      embeddings: embeddings.subarray(start * dimension, end * dimension),
      softLabels: softLabels.subarray(start * classes, end * classes),
      examples:
        origins?.examples.subarray(start, end) ??
        Int32Array.from({ length: end - start }, (_, i) => start + i),
      members: origins?.members.subarray(start, end),
    };
  }
}
