import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import { BinaryRows } from '../database/binary-rows.ts';
import type { Database } from '../database/database.ts';
import { writeOnce } from '../database/write-once.ts';
import { checkColumn, checkRange } from '../input/check.ts';
import { mustExist } from '../input/must-exist.ts';

/**
 * Writes consecutive examples of a registered dataset. The same again changes nothing.
 *
 * @returns how many were not there before
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for the dataset; CONFLICT where an example is there with other content
 */
export async function writeExamples(db: Database, batch: ExampleBatch): Promise<number> {
  const { dataset, start, keys, texts, labels } = batch;
  checkColumn('texts', texts, keys.length, 1);
  checkColumn('labels', labels, keys.length, 1);
  const rows = encode(batch);
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ size: number }>(
      'SELECT size FROM dataset WHERE digest = $1 FOR NO KEY UPDATE',
      [dataset],
    );
    checkRange(start, keys.length, mustExist(row, 'dataset', dataset, 'dataset').size);
    const written = await writeOnce(tx, {
      table: 'example',
      owner: ['dataset_digest', dataset],
      columns: ['dataset_digest', 'index', 'key', 'texts', 'label'],
      start,
      count: keys.length,
      rows,
      what: 'example',
    });
    await tx.query('UPDATE dataset SET written = written + $2 WHERE digest = $1', [dataset, written]);
    return written;
  });
}

function encode({ dataset, start, keys, texts, labels }: ExampleBatch): Buffer {
  const rows = new BinaryRows();
  keys.forEach((key, i) => {
    rows
      .row(5)
      .text(dataset)
      .int32(start + i)
      .text(key)
      .texts(texts[i] ?? []);
    const label = labels[i] ?? null;
    if (label === null) rows.null();
    else rows.float64(label);
  });
  return rows.finish();
}
