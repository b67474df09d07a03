import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import {
  type CreateKnowledgeBase,
  createKnowledgeBase as schema,
} from '@stillhouse/domain/record/knowledge-base.ts';
import type { Database, Transaction } from '../database/database.ts';
import { digest } from '../input/digest.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { fitsInline, partitionOf } from './partition.ts';

/**
 * Begins a knowledge base and makes the partition that its entries go to. The same again changes nothing.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for teacher or dataset; CONFLICT for an id that another knowledge base has
 */
export async function createKnowledgeBase(db: Database, input: CreateKnowledgeBase): Promise<void> {
  const knowledgeBase = parseInput(schema, input);
  const { id, name, teacher, dataset, dimension, classes } = knowledgeBase;
  const inputDigest = digest(knowledgeBase);
  await db.transaction(async (tx) => {
    await touchRun(tx, teacher, 'teacher');
    const [source] = await tx.query('SELECT 1 FROM dataset WHERE digest = $1', [dataset]);
    mustExist(source, 'dataset', dataset, 'dataset');
    const inserted = await tx.query(
      `INSERT INTO knowledge_base (id, name, teacher_id, dataset_digest, dimension, classes, input_digest)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING 1`,
      [id, name, teacher, dataset, dimension, classes, inputDigest],
    );
    if (inserted.length > 0) return makePartition(tx, knowledgeBase);
    const [there] = await tx.query<{ digest: string }>(
      'SELECT input_digest AS digest FROM knowledge_base WHERE id = $1',
      [id],
    );
    if (there?.digest === inputDigest) return;
    throw new ExpectedError('CONFLICT', `There is another knowledge base with the id ${id}.`, ['id']);
  });
}

/** Attaching a table, unlike making a partition, waits for nobody who reads or writes other partitions. */
async function makePartition(
  tx: Transaction,
  { id, dimension, classes }: CreateKnowledgeBase,
): Promise<void> {
  const partition = partitionOf(id);
  await tx.query(`CREATE TABLE ${partition} (LIKE knowledge_entry INCLUDING DEFAULTS)`);
  if (fitsInline(dimension, classes)) {
    await tx.query(`ALTER TABLE ${partition} ALTER COLUMN embedding SET STORAGE PLAIN`);
  }
  await tx.query(`ALTER TABLE knowledge_entry ATTACH PARTITION ${partition} FOR VALUES IN ('${id}')`);
}
