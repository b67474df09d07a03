import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';
import { checkConsecutive } from '../database/check-consecutive.ts';
import type { Queryable } from '../database/database.ts';
import { readVector } from '../database/vector-bytes.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';

interface Row {
  index: number;
  student: number[];
  retrieved: number[] | null;
  fused: number[] | null;
  teacher: number[] | null;
  embedding: Buffer | null;
  neighborIndices: number[] | null;
  neighborSimilarities: number[] | null;
}

const select = `
  SELECT index, student, retrieved, fused, teacher, vector_send(embedding) AS embedding, neighbor_indices AS "neighborIndices",
    neighbor_similarities AS "neighborSimilarities"
  FROM prediction WHERE evaluation_id = $1 AND index >= $2 AND index < $3 ORDER BY index`;

/**
 * Predictions of an evaluation from an index on, at most `count`; fewer behind the last one.
 *
 * @throws ExpectedError NOT_FOUND for the evaluation; INCOMPLETE where one of them is not written yet
 */
export async function readPredictions(
  db: Queryable,
  evaluation: string,
  start: number,
  count: number,
): Promise<PredictionBatch> {
  const id = parseInput(uuid, evaluation);
  const [header] = await db.query<{ classes: number; dimension: number | null; size: number }>(
    `SELECT classes, dimension, dataset.size FROM evaluation JOIN dataset ON dataset.digest = evaluation.dataset_digest
     WHERE evaluation.id = $1`,
    [id],
  );
  const { classes, dimension, size } = mustExist(header, 'evaluation', id, 'evaluation');
  const rows = await db.query<Row>(select, [id, start, start + count]);
  checkConsecutive(rows, { what: 'prediction', start, count, size });
  const embeddings = dimension === null ? null : new Float32Array(rows.length * dimension);
  rows.forEach(({ embedding }, i) => {
    if (embeddings && embedding && dimension !== null)
      readVector(embedding, embeddings.subarray(i * dimension, (i + 1) * dimension));
  });
  const neighbors = rows[0]?.neighborIndices?.length ?? 0;
  const floats = (name: 'student' | 'retrieved' | 'fused' | 'teacher' | 'neighborSimilarities') =>
    rows.some((row) => row[name] === null) ? null : Float32Array.from(rows.flatMap((row) => row[name] ?? []));
  return {
    evaluation: id,
    start,
    count: rows.length,
    classes,
    student: floats('student') ?? new Float32Array(0),
    retrieved: floats('retrieved'),
    fused: floats('fused'),
    teacher: floats('teacher'),
    dimension,
    embeddings,
    neighbors,
    neighborIndices:
      neighbors > 0 ? Int32Array.from(rows.flatMap(({ neighborIndices }) => neighborIndices ?? [])) : null,
    neighborSimilarities: neighbors > 0 ? floats('neighborSimilarities') : null,
  };
}
