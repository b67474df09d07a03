import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import {
  type CreateKnowledgeBase,
  type KnowledgeStorage,
  createKnowledgeBase as schema,
} from '@stillhouse/domain/record/knowledge-base.ts';
import type { Database, Transaction } from '../database/database.ts';
import { check } from '../input/check.ts';
import { checkClasses } from '../input/check-classes.ts';
import { checkMoment } from '../input/check-moment.ts';
import { digest } from '../input/digest.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { fitsInline, keyColumn, partitionOf } from './partition.ts';

/**
 * Begins a knowledge base, now or at `createdAt`, and makes the partition that its entries go to. The same again, at whatever time, changes
 * nothing.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for teacher, dataset or the one it is derived from; INCOMPLETE where that is not sealed; CONFLICT for an id that another knowledge base has
 */
export async function createKnowledgeBase(db: Database, input: CreateKnowledgeBase): Promise<void> {
  const knowledgeBase = parseInput(schema, input);
  const { id, name, teacher, dataset, dimension, classes, storage, rerank, derivedFrom } = knowledgeBase;
  checkMoment(knowledgeBase.createdAt, 'createdAt');
  const { createdAt, ...identity } = knowledgeBase;
  const inputDigest = digest(identity);
  await db.transaction(async (tx) => {
    await touchRun(tx, teacher, 'teacher');
    const [source] = await tx.query<{ labels: string[] }>('SELECT labels FROM dataset WHERE digest = $1', [
      dataset,
    ]);
    checkClasses(classes, mustExist(source, 'dataset', dataset, 'dataset').labels);
    if (derivedFrom) await checkOrigin(tx, derivedFrom.knowledgeBase, dataset);
    const inserted = await tx.query(
      `INSERT INTO knowledge_base (id, name, teacher_id, dataset_digest, dimension, classes, input_digest, storage, rerank,
         derived_from_id, method, settings, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::knowledge_storage, $9, $10, $11, $12, least($13::timestamptz, now())) ON CONFLICT (id) DO NOTHING RETURNING 1`,
      [
        id,
        name,
        teacher,
        dataset,
        dimension,
        classes,
        inputDigest,
        storage,
        rerank,
        derivedFrom?.knowledgeBase ?? null,
        derivedFrom?.method ?? null,
        derivedFrom && JSON.stringify(derivedFrom.settings),
        createdAt ?? null,
      ],
    );
    if (inserted.length > 0) return makePartition(tx, knowledgeBase);
    const [there] = await tx.query<{ digest: string }>(
      'SELECT input_digest AS digest FROM knowledge_base WHERE id = $1',
      [id],
    );
    if (there?.digest === inputDigest) return;
    throw new ExpectedError('CONFLICT', `Another knowledge base already has the id ${id}.`, ['id']);
  });
}

/** Entries of a smaller knowledge base refer to the examples of the one it was made from. */
async function checkOrigin(tx: Transaction, id: string, dataset: string): Promise<void> {
  const path = ['derivedFrom', 'knowledgeBase'];
  const [row] = await tx.query<{ dataset: string; sealed: boolean }>(
    'SELECT dataset_digest AS dataset, sealed_at IS NOT NULL AS sealed FROM knowledge_base WHERE id = $1',
    [id],
  );
  const origin = mustExist(row, 'knowledge base', id, ...path);
  if (!origin.sealed) {
    throw new ExpectedError('INCOMPLETE', `The knowledge base ${id} is not sealed yet.`, path);
  }
  check(origin.dataset === dataset, `the knowledge base ${id} was made from another dataset`, 'dataset');
}

/** Attaching a table, unlike making a partition, waits for nobody who reads or writes other partitions. */
async function makePartition(
  tx: Transaction,
  { id, dimension, classes, storage }: CreateKnowledgeBase & { storage: KnowledgeStorage },
): Promise<void> {
  const partition = partitionOf(id);
  await tx.query(`CREATE TABLE ${partition} (LIKE knowledge_entry INCLUDING DEFAULTS)`);
  if (fitsInline(dimension, classes)) {
    await tx.query(`ALTER TABLE ${partition} ALTER COLUMN ${keyColumn(storage)} SET STORAGE PLAIN`);
  }
  await tx.query(`ALTER TABLE knowledge_entry ATTACH PARTITION ${partition} FOR VALUES IN ('${id}')`);
}
