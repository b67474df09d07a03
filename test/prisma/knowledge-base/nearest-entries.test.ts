import type { Database } from '@stillhouse/prisma/database/database.ts';
import { buildGraph, buildIndex } from '@stillhouse/prisma/knowledge-base/build-index.ts';
import { ensureIndex } from '@stillhouse/prisma/knowledge-base/ensure-index.ts';
import { nearestEntries } from '@stillhouse/prisma/knowledge-base/nearest-entries.ts';
import { indexOf } from '@stillhouse/prisma/knowledge-base/partition.ts';
import { reachedShare } from '@stillhouse/prisma/knowledge-base/reached-share.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aKnowledgeBase, aSealedKnowledgeBase, aWrittenDataset, entriesOf, unitVectors } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const rowsOf = (vectors: Float32Array, dimension: number) =>
  Array.from({ length: vectors.length / dimension }, (_, i) =>
    vectors.subarray(i * dimension, (i + 1) * dimension),
  );

/** Brute force over all entries, in double precision. */
function trueNearest(entries: Float32Array[], query: Float32Array, k: number) {
  return entries
    .map((entry, index) => ({
      index,
      similarity: entry.reduce((sum, z, j) => sum + z * (query[j] as number), 0),
    }))
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
    .slice(0, k);
}

/** The same entries as `aSealedKnowledgeBase` writes. */
function vectorsOf(knowledgeBase: Parameters<typeof entriesOf>[0], size: number): Float32Array[] {
  const rows: Float32Array[] = [];
  for (let start = 0; start < size; start += 1000)
    rows.push(
      ...rowsOf(
        entriesOf(knowledgeBase, start, Math.min(1000, size - start)).embeddings,
        knowledgeBase.dimension,
      ),
    );
  return rows;
}

describe('exact search', () => {
  test('finds the true nearest, in order, with their inner products', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 500, { dimension: 16 });
    const entries = vectorsOf(knowledgeBase, 500);
    const queries = rowsOf(unitVectors(20, 16, 99), 16);
    const found = await nearestEntries(db, {
      knowledgeBase: knowledgeBase.id,
      vectors: queries,
      k: 10,
      search: 'EXACT',
    });
    queries.forEach((query, i) => {
      const expected = trueNearest(entries, query, 10);
      expect(found[i]?.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
      found[i]?.forEach(({ similarity }, rank) => {
        expect(similarity).toBeCloseTo(expected[rank]?.similarity as number, 6);
      });
    });
  });

  test('of equal similarities the lower index comes first', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 6);
    const batch = entriesOf(knowledgeBase, 0, 6);
    for (let i = 1; i < 6; i++) batch.embeddings.copyWithin(i * 8, 0, 8);
    await writeEntries(db, batch);
    const [found] = await nearestEntries(db, {
      knowledgeBase: knowledgeBase.id,
      vectors: [batch.embeddings.subarray(0, 8)],
      k: 4,
      search: 'EXACT',
    });
    expect(found?.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('an entry is not its own neighbor where it is excluded', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 50);
    const own = vectorsOf(knowledgeBase, 50)[7] as Float32Array;
    const query = { knowledgeBase: knowledgeBase.id, vectors: [own], k: 5, search: 'EXACT' } as const;
    const [included] = await nearestEntries(db, query);
    const [excluded] = await nearestEntries(db, { ...query, excludeIndex: 7 });
    expect(included?.[0]?.index).toBe(7);
    expect(excluded).toHaveLength(5);
    expect(excluded?.slice(0, 4)).toEqual(included?.slice(1));
  });

  test('a k beyond the size gives them all; a vector of another width is refused', async () => {
    const { id } = await aSealedKnowledgeBase(db, 3);
    const [found] = await nearestEntries(db, {
      knowledgeBase: id,
      vectors: [new Array(8).fill(0.1)],
      k: 10,
      search: 'EXACT',
    });
    expect(found).toHaveLength(3);
    await expect(
      nearestEntries(db, { knowledgeBase: id, vectors: [[1, 2]], k: 1, search: 'EXACT' }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['vectors', '0'] });
  });
});

describe('HNSW search', () => {
  test('a small knowledge base has no index until one is asked for; then both searches can be compared', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 300);
    const { id } = knowledgeBase;
    const query = {
      knowledgeBase: id,
      vectors: rowsOf(unitVectors(5, 8, 4), 8),
      k: 5,
      search: 'HNSW',
    } as const;
    await expect(nearestEntries(db, query)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['search'] });
    await ensureIndex(db, id);
    await ensureIndex(db, id);
    const approximate = await nearestEntries(db, { ...query, efSearch: 300 });
    expect(approximate).toEqual(await nearestEntries(db, { ...query, search: 'EXACT' }));
  });

  test('a large knowledge base is indexed when it is sealed, and the index is what answers', {
    timeout: 240_000,
  }, async () => {
    const dataset = await aWrittenDataset(db, 10_000);
    const knowledgeBase = await aSealedKnowledgeBase(db, 10_000, { dataset: dataset.digest, dimension: 16 });
    const { id } = knowledgeBase;
    expect(await db.prisma.knowledgeBase.findUniqueOrThrow({ where: { id } })).toMatchObject({
      indexed: true,
      indexConnectivity: 16,
      indexEfConstruction: 200,
    });
    const [index] = await db.query('SELECT reloptions AS settings FROM pg_class WHERE relname = $1', [
      indexOf(id),
    ]);
    expect(index).toEqual({ settings: ['m=16', 'ef_construction=200'] });
    const query = { knowledgeBase: id, vectors: rowsOf(unitVectors(50, 16, 5), 16), k: 10 } as const;
    const exact = await nearestEntries(db, { ...query, search: 'EXACT' });
    const scans = async () => {
      await db.query('SELECT pg_stat_force_next_flush()');
      const [row] = await db.query<{ scans: number }>(
        'SELECT pg_stat_get_numscans(oid) AS scans FROM pg_class WHERE relname = $1',
        [indexOf(id)],
      );
      return row?.scans;
    };
    const recall = (found: { index: number }[][]) => {
      const hits = found.map(
        (near, i) => near.filter(({ index }) => exact[i]?.some((one) => one.index === index)).length,
      );
      return hits.reduce((a, b) => a + b) / (50 * 10);
    };
    const narrow = recall(await nearestEntries(db, { ...query, search: 'HNSW', efSearch: 10 }));
    const wide = recall(await nearestEntries(db, { ...query, search: 'HNSW', efSearch: 400 }));
    expect(wide).toBeGreaterThan(0.97);
    expect(wide).toBeGreaterThan(narrow);
    await expect.poll(scans, { timeout: 15_000 }).toBeGreaterThanOrEqual(100);
  });

  test('a graph that leaves entries out of reach is found out, and built again with more candidates', async () => {
    const size = 2000;
    const knowledgeBase = await aSealedKnowledgeBase(db, size);
    const base = { id: knowledgeBase.id, size, dimension: 8, storage: 'VECTOR' as const };
    const poor = { connectivity: 2, efConstruction: 4 };
    const share = await db.transaction(async (tx) => {
      await buildGraph(tx, base, poor);
      await tx.query('UPDATE knowledge_base SET indexed = true WHERE id = $1', [base.id]);
      return reachedShare(tx, base);
    });
    // Every other entry is of the sample: one that is its own nearest neighbor was reached.
    const vectors = vectorsOf(knowledgeBase, size).filter((_, i) => i % 2 === 0);
    const found = await nearestEntries(db, {
      knowledgeBase: base.id,
      vectors,
      k: 1,
      search: 'HNSW',
      efSearch: 100,
    });
    const reached = found.filter(([nearest], i) => nearest?.index === 2 * i).length;
    expect(share).toBeLessThan(0.99);
    expect(share).toBe(reached / 1000);

    await db.query(`DROP INDEX ${indexOf(base.id)}`);
    await db.transaction((tx) => buildIndex(tx, base, poor));
    const { indexEfConstruction } = await db.prisma.knowledgeBase.findUniqueOrThrow({
      where: { id: base.id },
    });
    expect([8, 16]).toContain(indexEfConstruction);
  });

  test('vectors wider than pgvector indexes are searched exactly only', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 5, { dimension: 2001 });
    await expect(ensureIndex(db, knowledgeBase.id)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    const own = vectorsOf(knowledgeBase, 5)[3] as Float32Array;
    const [found] = await nearestEntries(db, {
      knowledgeBase: knowledgeBase.id,
      vectors: [own],
      k: 1,
      search: 'EXACT',
    });
    expect(found?.[0]?.index).toBe(3);
  });
});
