import type { DatasetHeader, ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import { isStorable } from '@stillhouse/domain/record/text.ts';
import { BinaryRows } from '../database/binary-rows.ts';
import type { Database } from '../database/database.ts';
import { writeOnce } from '../database/write-once.ts';
import { check, checkColumn, checkRange } from '../input/check.ts';
import { mustExist } from '../input/must-exist.ts';
import { unstorable } from '../input/parse-input.ts';
import { completeDataset } from './complete-dataset.ts';

/**
 * Writes consecutive examples of a registered dataset. With the last one its digest is recomputed from what is stored. The same again changes
 * nothing.
 *
 * @returns how many were not there before
 * @throws ExpectedError BAD_INPUT, also for the last batch of examples that do not have the dataset's digest; NOT_FOUND for the dataset; CONFLICT where an example is there with other content
 */
export async function writeExamples(db: Database, batch: ExampleBatch): Promise<number> {
  const { dataset, start, keys, texts, labels } = batch;
  checkColumn('texts', texts, keys.length, 1);
  checkColumn('labels', labels, keys.length, 1);
  checkTexts(batch);
  const rows = encode(batch);
  return db.transaction(async (tx) => {
    const [row] = await tx.query<Omit<DatasetHeader, 'digest'> & { written: number }>(
      'SELECT task, split, labels, size, written FROM dataset WHERE digest = $1 FOR NO KEY UPDATE',
      [dataset],
    );
    const header = mustExist(row, 'dataset', dataset, 'dataset');
    checkRange(start, keys.length, header.size);
    checkLabels(batch, header.labels.length);
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
    if (written > 0 && header.written + written === header.size)
      await completeDataset(tx, { ...header, digest: dataset });
    return written;
  });
}

function checkTexts({ start, keys, texts }: ExampleBatch): void {
  keys.forEach((key, i) => {
    check(isStorable(key), `the key of example ${start + i} ${unstorable}`, 'keys', String(i));
    check((texts[i] ?? []).every(isStorable), `example ${start + i} ${unstorable}`, 'texts', String(i));
  });
}

/** @param classes 0 for a regression, whose labels are scores */
function checkLabels({ start, labels }: ExampleBatch, classes: number): void {
  labels.forEach((label, i) => {
    if (label === null) return;
    const fits =
      classes === 0 ? Number.isFinite(label) : Number.isInteger(label) && label >= 0 && label < classes;
    const wanted = classes === 0 ? 'a score' : `a class from 0 to ${classes - 1}`;
    check(fits, `example ${start + i} has the label ${label}, which is not ${wanted}`, 'labels', String(i));
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
