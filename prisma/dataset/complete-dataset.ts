import { createHash } from 'node:crypto';
import type { DatasetHeader } from '@stillhouse/domain/record/dataset.ts';
import { datasetPreamble, exampleLine } from '@stillhouse/domain/record/dataset-digest.ts';
import type { Transaction } from '../database/database.ts';
import { check } from '../input/check.ts';

type Header = Pick<DatasetHeader, 'digest' | 'task' | 'split' | 'labels' | 'size'>;

const rowsAtOnce = 5000;

/**
 * Completes a dataset whose examples are all written: recomputes its digest from what is stored and counts the examples of each class, for the
 * majority-class baseline. The caller holds a lock on its row.
 *
 * @throws ExpectedError BAD_INPUT where the stored examples have another digest; the last batch is then not written
 */
export async function completeDataset(tx: Transaction, header: Header): Promise<void> {
  const { digest, task, split, labels, size } = header;
  const hash = createHash('sha256').update(datasetPreamble(task, split, labels));
  const counts = labels.map(() => 0);
  let labeled = labels.length > 0;
  for (let start = 0; start < size; start += rowsAtOnce) {
    const rows = await tx.query<{ texts: string[]; label: number | null }>(
      'SELECT texts, label FROM example WHERE dataset_digest = $1 AND index >= $2 AND index < $3 ORDER BY index',
      [digest, start, start + rowsAtOnce],
    );
    for (const { texts, label } of rows) {
      hash.update(exampleLine(texts, label));
      if (label === null) labeled = false;
      else if (labeled) counts[label] = (counts[label] ?? 0) + 1;
    }
  }
  const computed = hash.digest('hex');
  check(
    computed === digest,
    `the ${size} examples of this dataset have the digest ${computed}, not ${digest}; register them with the SHA-256 over task, split, labels and every example in order`,
    'dataset',
  );
  await tx.query('UPDATE dataset SET label_counts = $2 WHERE digest = $1', [digest, labeled ? counts : null]);
}
