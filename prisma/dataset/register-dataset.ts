import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type DatasetHeader, dataset as schema } from '@stillhouse/domain/record/dataset.ts';
import type { Database } from '../database/database.ts';
import { parseInput } from '../input/parse-input.ts';

type Identity = Pick<DatasetHeader, 'task' | 'split' | 'labels' | 'size' | 'synthetic'>;

/** A part that turns out to be the whole split takes the whole's name. */
const insert = `
  INSERT INTO dataset (digest, task, split, name, labels, size, synthetic, complete)
  VALUES ($1, $2, $3::split, $4, $5, $6, $7, $8)
  ON CONFLICT (digest) DO UPDATE SET
    name = CASE WHEN excluded.complete AND NOT dataset.complete THEN excluded.name ELSE dataset.name END,
    complete = dataset.complete OR excluded.complete
  RETURNING task, split, labels, size, synthetic`;

/**
 * Records what a dataset is; its examples are written by writeExamples. The digest stands for the content, so that a dataset registered
 * before keeps its first name, unless it is now known to be complete: the same examples may be a part of one split and the whole of another.
 *
 * @throws ExpectedError BAD_INPUT; CONFLICT where the digest stands for another task, split, labels or size, or for examples that are
 * synthetic where these are not
 */
export async function registerDataset(db: Database, input: DatasetHeader): Promise<void> {
  const { digest, task, split, name, labels, size, synthetic, complete } = parseInput(schema, input);
  const values = [digest, task, split, name, labels, size, synthetic, complete];
  await db.transaction(async (tx) => {
    const [there] = await tx.query<Identity>(insert, values);
    const same = JSON.stringify([there?.task, there?.split, there?.labels, there?.size, there?.synthetic]);
    if (same === JSON.stringify([task, split, labels, size, synthetic])) return;
    throw new ExpectedError('CONFLICT', `The digest ${digest} belongs to another dataset.`, ['digest']);
  });
}
