import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';
import { argMax } from '@stillhouse/domain/retrieval/fuse.ts';
import { type Outcome, outcomeOf } from '@stillhouse/domain/retrieval/outcome.ts';
import { BinaryRows } from '../database/binary-rows.ts';
import type { Database, Queryable } from '../database/database.ts';
import { type Batch, isWritten, writeOnce } from '../database/write-once.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { checkLikeBefore, checkPredictions, type RowBefore } from './check-predictions.ts';
import { checkRetrieval } from './check-retrieval.ts';
import { type EvaluationHeader, lockEvaluation } from './lock-evaluation.ts';

/**
 * Writes consecutive predictions of an evaluation, each with its outcome, once what they say of retrieval was recomputed from neighbors and
 * knowledge base. The same again changes nothing, even after it was finished.
 *
 * @returns how many were not there before
 * @throws ExpectedError BAD_INPUT; NOT_FOUND; INCOMPLETE where the dataset's examples are not written yet; CONFLICT where a prediction is
 * there with other content; IMMUTABLE once finished
 */
export async function writePredictions(db: Database, batch: PredictionBatch): Promise<number> {
  const id = parseInput(uuid, batch.evaluation);
  return db.transaction(async (tx) => {
    const evaluation = await lockEvaluation(tx, id);
    checkPredictions(batch, evaluation);
    checkLikeBefore(batch, await rowBefore(tx, id));
    const rows = toRows(batch, outcomesOf(batch, await goldLabels(tx, evaluation, batch)));
    if (evaluation.finishedAt) {
      if (await isWritten(tx, rows)) return 0;
      throw new ExpectedError(
        'IMMUTABLE',
        `The evaluation ${id} is finished and accepts no further predictions.`,
        ['evaluation'],
      );
    }
    await checkRetrieval(tx, batch, evaluation);
    const written = await writeOnce(tx, rows);
    await tx.query('UPDATE evaluation SET written = written + $2 WHERE id = $1', [id, written]);
    await touchRun(tx, evaluation.run);
    return written;
  });
}

/** What a prediction of the evaluation that is there already has; null where there is none. */
async function rowBefore(tx: Queryable, id: string): Promise<RowBefore | null> {
  const [row] = await tx.query<RowBefore>(
    `SELECT teacher IS NOT NULL AS teacher, COALESCE(cardinality(neighbor_indices), 0) AS neighbors
       FROM prediction WHERE evaluation_id = $1 LIMIT 1`,
    [id],
  );
  return row ?? null;
}

/** [count] class ids; null where there is none, as everywhere in regression. */
async function goldLabels(
  tx: Queryable,
  { dataset, labels }: EvaluationHeader,
  { start, count }: PredictionBatch,
): Promise<(number | null)[]> {
  const rows = await tx.query<{ label: number | null }>(
    'SELECT label FROM example WHERE dataset_digest = $1 AND index BETWEEN $2 AND $3 ORDER BY index',
    [dataset, start, start + count - 1],
  );
  if (rows.length < count) {
    throw new ExpectedError(
      'INCOMPLETE',
      `The dataset has only ${rows.length} of the ${count} examples ${start} to ${start + count - 1}. Write the examples first.`,
      ['start'],
    );
  }
  return rows.map(({ label }) => (labels.length > 0 ? label : null));
}

function outcomesOf(
  { student, fused, classes }: PredictionBatch,
  gold: (number | null)[],
): (Outcome | null)[] {
  return gold.map((label, i) => {
    if (label === null || fused === null) return null;
    const predicted = (column: Float32Array) => argMax(column.subarray(i * classes, (i + 1) * classes));
    return outcomeOf(label, predicted(student), predicted(fused));
  });
}

const columns = [
  'evaluation_id',
  'index',
  'student',
  'retrieved',
  'fused',
  'teacher',
  'embedding',
  'neighbor_indices',
  'neighbor_similarities',
  'outcome',
];

function toRows(batch: PredictionBatch, outcomes: (Outcome | null)[]): Batch {
  const { evaluation, start, count, classes, neighbors } = batch;
  const rows = new BinaryRows();
  for (let i = 0; i < count; i++) {
    rows
      .row(columns.length)
      .uuid(evaluation)
      .int32(start + i);
    for (const column of [batch.student, batch.retrieved, batch.fused, batch.teacher]) {
      if (column) rows.floats(column.subarray(i * classes, (i + 1) * classes));
      else rows.null();
    }
    const dimension = batch.dimension ?? 0;
    if (batch.embeddings) rows.vector(batch.embeddings.subarray(i * dimension, (i + 1) * dimension));
    else rows.null();
    if (batch.neighborIndices)
      rows.int32s(batch.neighborIndices.subarray(i * neighbors, (i + 1) * neighbors));
    else rows.null();
    if (batch.neighborSimilarities)
      rows.floats(batch.neighborSimilarities.subarray(i * neighbors, (i + 1) * neighbors));
    else rows.null();
    const outcome = outcomes[i];
    if (outcome) rows.text(outcome);
    else rows.null();
  }
  return {
    table: 'prediction',
    owner: ['evaluation_id', evaluation],
    columns,
    start,
    count,
    rows: rows.finish(),
    what: 'prediction',
  };
}
