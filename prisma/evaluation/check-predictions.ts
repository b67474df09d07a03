import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import { check, checkColumn, checkFinite, checkRange } from '../input/check.ts';
import type { EvaluationHeader } from './lock-evaluation.ts';

/** Checks that a batch fits itself and its evaluation. @throws ExpectedError BAD_INPUT */
export function checkPredictions(batch: PredictionBatch, evaluation: EvaluationHeader): void {
  const { start, count, classes, neighbors } = batch;
  checkRange(start, count, evaluation.size);
  check(
    classes === evaluation.classes,
    `the evaluation has ${evaluation.classes} classes, but these predictions have ${classes}`,
    'classes',
  );
  for (const name of ['student', 'retrieved', 'fused', 'teacher'] as const) {
    const column = batch[name];
    if (!column) continue;
    checkColumn(name, column, count, classes);
    checkFinite(name, column, start, classes);
  }
  for (const name of ['retrieved', 'fused'] as const) {
    check(
      (batch[name] !== null) === evaluation.retrieves,
      evaluation.retrieves
        ? `the evaluation has a policy, so ${name} is required`
        : `there is no policy, so no ${name}`,
      name,
    );
  }
  checkEmbeddings(batch, evaluation);
  check(
    (batch.neighborIndices === null) === (batch.neighborSimilarities === null),
    'neighborIndices and neighborSimilarities must be given together',
    'neighborIndices',
  );
  if (batch.neighborSimilarities) {
    checkColumn('neighborSimilarities', batch.neighborSimilarities, count, neighbors);
    checkFinite('neighborSimilarities', batch.neighborSimilarities, start, neighbors);
  }
  if (batch.neighborIndices) {
    checkColumn('neighborIndices', batch.neighborIndices, count, neighbors);
    const { entries } = evaluation;
    const stray = batch.neighborIndices.find((index) => index < 0 || (entries !== null && index >= entries));
    check(stray === undefined, `the knowledge base has no entry ${stray}`, 'neighborIndices');
  }
}

/** What one prediction has, and with it all of its evaluation. */
export interface RowBefore {
  teacher: boolean;
  neighbors: number;
}

/** Checks that a batch has what the predictions before it have: an evaluation is read back as columns. @throws ExpectedError BAD_INPUT */
export function checkLikeBefore(
  { teacher, neighbors, neighborIndices }: PredictionBatch,
  before: RowBefore | null,
): void {
  if (before === null) return;
  check(
    (teacher !== null) === before.teacher,
    `the predictions before these ${before.teacher ? 'have' : 'have no'} teacher`,
    'teacher',
  );
  const width = neighborIndices ? neighbors : 0;
  check(
    width === before.neighbors,
    `the predictions before these have ${before.neighbors} neighbors each, these ${width}`,
    'neighbors',
  );
}

function checkEmbeddings(
  { start, count, dimension, embeddings }: PredictionBatch,
  evaluation: EvaluationHeader,
): void {
  check(
    (embeddings === null ? null : dimension) === evaluation.dimension,
    evaluation.dimension === null
      ? 'the evaluation stores no embeddings'
      : `the evaluation stores embeddings of ${evaluation.dimension} elements`,
    'embeddings',
  );
  if (!embeddings || dimension === null) return;
  checkColumn('embeddings', embeddings, count, dimension);
  checkFinite('embeddings', embeddings, start, dimension);
}
