import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import { predictedValue } from '@stillhouse/domain/retrieval/predicted-value.ts';
import type { Queryable } from '../database/database.ts';

/** What an evaluation predicted of each example, next to the gold labels. */
export interface Predicted {
  /** [size] class ids, or gold scores for regression; null where an example has none. */
  gold: Float64Array | null;
  /** [size] of each predictor that has predictions: class ids, or scores. */
  values: Map<Predictor, Float64Array>;
}

interface Row {
  index: number;
  label: number | null;
  student: number[];
  retrieved: number[] | null;
  fused: number[] | null;
  teacher: number[] | null;
}

const select = `
  SELECT p.index, x.label, p.student, p.retrieved, p.fused, p.teacher
  FROM prediction AS p JOIN example AS x ON x.dataset_digest = $2 AND x.index = p.index
  WHERE p.evaluation_id = $1 AND p.index >= $3 AND p.index < $4`;

/** Rows of one statement: reading them blocks the event loop for a few milliseconds. */
const rowsAtOnce = 2000;

/** Reads all predictions of an evaluation, page by page. @param own predictor of the run's own column: TEACHER for a teacher's run */
export async function readPredicted(
  db: Queryable,
  { id, dataset, size }: { id: string; dataset: string; size: number },
  own: 'STUDENT' | 'TEACHER',
): Promise<Predicted> {
  const columns = [
    ['teacher', 'TEACHER'],
    ['student', own],
    ['retrieved', 'RETRIEVED'],
    ['fused', 'FUSED'],
  ] as const;
  let gold: Float64Array | null = new Float64Array(size);
  const values = new Map<Predictor, Float64Array>();
  for (let start = 0; start < size; start += rowsAtOnce) {
    const rows = await db.query<Row>(select, [id, dataset, start, start + rowsAtOnce]);
    for (const row of rows) {
      if (row.label === null) gold = null;
      else if (gold) gold[row.index] = row.label;
      for (const [column, predictor] of columns) {
        const distribution = row[column];
        if (!distribution) continue;
        const of = values.get(predictor) ?? new Float64Array(size);
        values.set(predictor, of);
        // Postgres writes the shortest text that gives the same single-precision number; read as double precision it is another one.
        of[row.index] = predictedValue(Float32Array.from(distribution));
      }
    }
  }
  return { gold, values };
}
