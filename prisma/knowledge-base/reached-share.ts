import type { Queryable } from '../database/database.ts';
import { askIndex } from './ask-index.ts';
import type { LockedKnowledgeBase } from './lock-knowledge-base.ts';
import { indexedKey, partitionOf } from './partition.ts';

/** Entries looked for: a share of 0.995 is then known to about ± 0.002. */
const sampleSize = 1000;
const candidates = 100;
/** What rounding may make of a product with itself. */
const tolerance = 1e-5;

/**
 * Share of the entries that the HNSW index leads to when it is asked for what is nearest to them, of a sample in equal steps. A graph may
 * fall into parts between which no link is left: what lies in the other part is found by no query, however long the candidate list.
 */
export async function reachedShare(
  tx: Queryable,
  { id, size, dimension, storage }: Pick<LockedKnowledgeBase, 'id' | 'size' | 'dimension' | 'storage'>,
): Promise<number> {
  const asked = Math.min(size, sampleSize);
  const sample = Array.from({ length: asked }, (_, i) => Math.floor((i * size) / asked));
  const key = indexedKey(storage, dimension);
  const own = indexedKey(storage, dimension, 'own.');
  await askIndex(tx, candidates);
  const [row] = await tx.query<{ reached: number }>(
    `SELECT count(*) FILTER (WHERE nearest.distance <= (${own} <#> ${own}) + ${tolerance})::int AS reached
     FROM ${partitionOf(id)} AS own
     CROSS JOIN LATERAL (
       SELECT ${key} <#> ${own} AS distance FROM ${partitionOf(id)} ORDER BY ${key} <#> ${own} LIMIT 1
     ) AS nearest
     WHERE own.index = ANY($1::int[])`,
    [sample],
  );
  return (row?.reached ?? 0) / asked;
}
