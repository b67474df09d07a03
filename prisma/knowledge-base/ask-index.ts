import type { Queryable } from '../database/database.ts';

/**
 * Until its transaction ends neighbors are searched through the index, with a candidate list of that size. Of a small partition the planner
 * would rather read all.
 */
export async function askIndex(tx: Queryable, efSearch: number): Promise<void> {
  await tx.query(`SET LOCAL hnsw.ef_search = ${efSearch}`);
  await tx.query('SET LOCAL enable_seqscan = off');
  await tx.query('SET LOCAL enable_bitmapscan = off');
}
