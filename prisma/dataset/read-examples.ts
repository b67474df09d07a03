import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import { checkConsecutive } from '../database/check-consecutive.ts';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

/**
 * Examples of a dataset from an index on, at most `count`; fewer behind the last one.
 *
 * @throws ExpectedError NOT_FOUND for the dataset; INCOMPLETE where one of them is not written yet
 */
export async function readExamples(
  db: Queryable,
  dataset: string,
  start: number,
  count: number,
): Promise<ExampleBatch> {
  const [header] = await db.query<{ size: number }>('SELECT size FROM dataset WHERE digest = $1', [dataset]);
  const { size } = mustExist(header, 'dataset', dataset, 'dataset');
  const rows = await db.query<{ index: number; key: string; texts: string[]; label: number | null }>(
    'SELECT index, key, texts, label FROM example WHERE dataset_digest = $1 AND index >= $2 AND index < $3 ORDER BY index',
    [dataset, start, start + count],
  );
  checkConsecutive(rows, { what: 'example', start, count, size });
  return {
    dataset,
    start,
    keys: rows.map(({ key }) => key),
    texts: rows.map(({ texts }) => texts),
    labels: rows.map(({ label }) => label),
  };
}
