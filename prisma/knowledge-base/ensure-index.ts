import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { Database } from '../database/database.ts';
import { check } from '../input/check.ts';
import { parseInput } from '../input/parse-input.ts';
import { buildIndex } from './build-index.ts';
import { lockKnowledgeBase } from './lock-knowledge-base.ts';
import { isIndexable, widestIndexed } from './partition.ts';

/**
 * Builds the HNSW index of a sealed knowledge base that is too small to have got one, so that exact and approximate search can be
 * compared there too. Where it stands already nothing happens.
 *
 * @throws ExpectedError NOT_FOUND; INCOMPLETE before it is sealed; BAD_INPUT for vectors wider than pgvector indexes
 */
export async function ensureIndex(db: Database, knowledgeBase: string): Promise<void> {
  const id = parseInput(uuid, knowledgeBase);
  await db.transaction(async (tx) => {
    const knowledgeBase = await lockKnowledgeBase(tx, id);
    const { sealedAt, dimension, storage, size } = knowledgeBase;
    if (knowledgeBase.indexed) return;
    if (!sealedAt) {
      throw new ExpectedError(
        'INCOMPLETE',
        `The knowledge base ${id} is not sealed. Seal it before building the index.`,
      );
    }
    check(
      dimension <= widestIndexed(storage),
      `vectors of ${dimension} elements cannot be indexed: the limit of pgvector is ${widestIndexed(storage)}. Use exact search`,
      'search',
    );
    check(
      isIndexable(db.kind, storage, size * dimension),
      'building an index over this many elements would block the embedded database for minutes; use exact search, or a Postgres server',
      'search',
    );
    await buildIndex(tx, knowledgeBase);
  });
}
