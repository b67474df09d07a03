import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import {
  type SealKnowledgeBase,
  sealKnowledgeBase as schema,
} from '@stillhouse/domain/record/knowledge-base.ts';
import type { Database, Transaction } from '../database/database.ts';
import { firstMissing } from '../database/first-missing.ts';
import { checkMoment, checkOrder } from '../input/check-moment.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { buildIndex } from './build-index.ts';
import { type LockedKnowledgeBase, lockKnowledgeBase } from './lock-knowledge-base.ts';
import { indexedFrom, isIndexable, partitionOf, widestIndexed } from './partition.ts';

/**
 * Seals a knowledge base, now or at `sealedAt`: from now on it is immutable. From 10,000 entries on it gets an HNSW index, unless its vectors are wider than
 * pgvector indexes (2,000; 4,000 of half precision), or more of them than the embedded database indexes within a minute or so. The same again changes nothing.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND; INCOMPLETE unless exactly the entries 0 … size − 1 are there; IMMUTABLE when it was sealed
 * with another size or health
 */
export async function sealKnowledgeBase(db: Database, input: SealKnowledgeBase): Promise<void> {
  const { id, size, health, sealedAt } = parseInput(schema, input);
  checkMoment(sealedAt, 'sealedAt');
  await db.transaction(async (tx) => {
    const knowledgeBase = await lockKnowledgeBase(tx, id);
    if (knowledgeBase.sealedAt) {
      const same =
        knowledgeBase.size === size && canonicalJson(knowledgeBase.health) === canonicalJson(health);
      if (same) return;
      throw new ExpectedError(
        'IMMUTABLE',
        `The knowledge base ${id} is already sealed, with ${knowledgeBase.size} entries.`,
        ['id'],
      );
    }
    checkOrder(knowledgeBase.createdAt, sealedAt, 'sealedAt');
    await checkComplete(tx, knowledgeBase, size);
    const { dimension, storage } = knowledgeBase;
    const indexed =
      size >= indexedFrom &&
      dimension <= widestIndexed(storage) &&
      isIndexable(db.kind, storage, size * dimension);
    if (indexed) await buildIndex(tx, { id, size, dimension, storage });
    await tx.query(`ANALYZE ${partitionOf(id)} (index, example)`);
    await tx.query(
      `UPDATE knowledge_base SET sealed_at = greatest(created_at, least($3::timestamptz, now())), health = $2,
         entry_bytes = pg_total_relation_size('${partitionOf(id)}'::regclass) - index_bytes
       WHERE id = $1`,
      [id, health && JSON.stringify(health), sealedAt ?? null],
    );
    await touchRun(tx, knowledgeBase.teacher);
  });
}

async function checkComplete(tx: Transaction, { id }: LockedKnowledgeBase, size: number): Promise<void> {
  const [there] = await tx.query<{ count: number; last: number | null }>(
    `SELECT count(*) AS count, max(index) AS last FROM ${partitionOf(id)}`,
  );
  const { count, last } = there ?? { count: 0, last: null };
  if (count === size && last === size - 1) return;
  const missing = await firstMissing(tx, partitionOf(id), ['knowledge_base_id', id], size);
  const what = missing === null ? `entry ${last} is beyond them` : `the first that is missing is ${missing}`;
  throw new ExpectedError(
    'INCOMPLETE',
    `The knowledge base ${id} has ${count} entries, not the ${size} to be sealed: ${what}.`,
    ['size'],
  );
}
