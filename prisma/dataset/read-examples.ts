import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/**
 * Examples of a dataset from an index on, at most `count`; fewer behind the last one.
 *
 * @throws ExpectedError NOT_FOUND for the dataset
 */
export async function readExamples(
  db: Queryable,
  dataset: string,
  start: number,
  count: number,
): Promise<ExampleBatch> {
  const [header] = await db.query('SELECT 1 FROM dataset WHERE digest = $1', [dataset]);
  mustExist(header, 'dataset', dataset, 'dataset');
  const rows = await db.query<{ key: string; texts: string[]; label: number | null }>(
    'SELECT key, texts, label FROM example WHERE dataset_digest = $1 AND index >= $2 AND index < $3 ORDER BY index',
    [dataset, start, start + count],
  );
  return {
    dataset,
    start,
    keys: rows.map(({ key }) => key),
    texts: rows.map(({ texts }) => texts),
    labels: rows.map(({ label }) => label),
  };
}
