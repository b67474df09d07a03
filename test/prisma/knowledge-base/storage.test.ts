import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { halfPrecision } from '@stillhouse/domain/retrieval/half-precision.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { readExamples } from '@stillhouse/prisma/dataset/read-examples.ts';
import { createKnowledgeBase } from '@stillhouse/prisma/knowledge-base/create-knowledge-base.ts';
import { ensureIndex } from '@stillhouse/prisma/knowledge-base/ensure-index.ts';
import { entriesByIndex } from '@stillhouse/prisma/knowledge-base/entries-by-index.ts';
import { nearestEntries } from '@stillhouse/prisma/knowledge-base/nearest-entries.ts';
import { isIndexable } from '@stillhouse/prisma/knowledge-base/partition.ts';
import { readEntries } from '@stillhouse/prisma/knowledge-base/read-entries.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { recallAtK } from '@stillhouse/trainer/knowledge/recall.ts';
import { binarySearch } from '@stillhouse/trainer/knowledge/search/binary-codes.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { buildHnsw } from '@stillhouse/trainer/knowledge/search/hnsw.ts';
import type { Neighbors } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unitVectors } from '../../trainer/knowledge/vectors.ts';
import { openTestDatabase } from '../open-test-database.ts';
import { aKnowledgeBase, aSealedKnowledgeBase, entriesOf, examplesOf } from '../records.ts';

const [size, dimension, k] = [400, 24, 8];
const embeddings = unitVectors(size, dimension, seededRandom(1));
const queries = unitVectors(20, dimension, seededRandom(2));
const inProcess = {
  size,
  dimension,
  classes: 2,
  embeddings,
  softLabels: new Float32Array(2 * size).fill(0.5),
};

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db?.close());

async function stored(change: Parameters<typeof aKnowledgeBase>[2]): Promise<string> {
  const base = await aKnowledgeBase(db, size, { dimension, ...change });
  await writeEntries(db, { ...entriesOf(base, 0, size), embeddings });
  await sealKnowledgeBase(db, { id: base.id, size, health: null });
  return base.id;
}

/** What the database finds, in the form that the searches in process give. */
async function asked(id: string, search: 'EXACT' | 'HNSW'): Promise<Neighbors> {
  const vectors = Array.from({ length: 20 }, (_, i) => queries.subarray(i * dimension, (i + 1) * dimension));
  const found = await nearestEntries(db, { knowledgeBase: id, vectors, k, search, efSearch: 400 });
  return {
    count: 20,
    k,
    indices: Int32Array.from(found.flat(), ({ index }) => index),
    similarities: Float32Array.from(found.flat(), ({ similarity }) => similarity),
  };
}

function expectSame(found: Neighbors, expected: Neighbors): void {
  expect([...found.indices]).toEqual([...expected.indices]);
  found.similarities.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.similarities[i] ?? Number.NaN, 5);
  });
}

describe('the neighbors that the database finds are those found in process', () => {
  test('in single precision, exactly and through HNSW', async () => {
    const id = await stored({});
    const exact = searchExact(inProcess, queries, k);
    expectSame(await asked(id, 'EXACT'), exact);
    await ensureIndex(db, id);
    const graph = buildHnsw(inProcess).withEfSearch(400).search(queries, k);
    expect(recallAtK(exact, graph, k, graph)).toBe(1);
    expectSame(await asked(id, 'HNSW'), graph);
  });

  test('in half precision, exactly and through HNSW', async () => {
    const id = await stored({ storage: 'HALFVEC' });
    const rounded = { ...inProcess, embeddings: halfPrecision(embeddings) };
    const exact = searchExact(rounded, queries, k);
    expectSame(await asked(id, 'EXACT'), exact);
    await ensureIndex(db, id);
    const found = await asked(id, 'HNSW');
    // The index multiplies in half precision, so that entries as near as can be told apart may change places.
    const both = [...found.indices].filter((entry, i) =>
      exact.indices.subarray(k * Math.floor(i / k), k * Math.floor(i / k) + k).includes(entry),
    );
    expect(both.length / found.indices.length).toBeGreaterThan(0.97);
  });

  test('by binary codes that are ranked again', async () => {
    const id = await stored({ storage: 'BINARY', rerank: 40 });
    expectSame(await asked(id, 'EXACT'), binarySearch(inProcess, 40).search(queries, k));
  });
});

describe('entries', () => {
  test('are read back as they were written, half precision as it was rounded', async () => {
    for (const storage of ['VECTOR', 'HALFVEC'] as const) {
      const batch = await readEntries(db, await stored({ storage }), 100, 50);
      const written = embeddings.subarray(100 * dimension, 150 * dimension);
      expect(batch).toMatchObject({ start: 100, count: 50, dimension, classes: 2 });
      expect(batch.embeddings).toEqual(storage === 'HALFVEC' ? halfPrecision(written) : written);
      expect([...batch.examples.subarray(0, 2)]).toEqual([100, 101]);
      expect(batch.members).toEqual(new Int32Array(50).fill(1));
    }
  });

  test('behind the last are none', async () => {
    const base = await aSealedKnowledgeBase(db, 3);
    expect((await readEntries(db, base.id, 3, 10)).count).toBe(0);
    expect((await readEntries(db, base.id, 2, 10)).count).toBe(1);
    await expect(readEntries(db, '00000000-0000-4000-8000-000000000000', 0, 1)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('behind one that is missing are not taken for others', async () => {
    const base = await aKnowledgeBase(db, 6);
    await writeEntries(db, entriesOf(base, 3, 2));
    await expect(readEntries(db, base.id, 0, 10)).rejects.toMatchObject({
      code: 'INCOMPLETE',
      message: 'The entry 0 has not been written yet. Write rows in order, without gaps.',
    });
    await expect(
      writeEntries(db, { ...entriesOf(base, 0, 1), softLabels: Float32Array.of(Number.NaN, 1) }),
    ).rejects.toMatchObject({ path: ['softLabels', '0'] });
  });

  test('may stand for many examples, or for none', async () => {
    const base = await aKnowledgeBase(db, 4);
    const batch = { ...entriesOf(base, 0, 2), examples: Int32Array.of(3, -1), members: Int32Array.of(7, 1) };
    await writeEntries(db, batch);
    await writeEntries(db, batch);
    const entries = await entriesByIndex(db, [
      { knowledgeBase: base.id, index: 0 },
      { knowledgeBase: base.id, index: 1 },
    ]);
    const byIndex = entries.sort((a, b) => a.index - b.index);
    expect(byIndex[0]).toMatchObject({ members: 7, key: 'dev.tsv:5', label: 1 });
    expect(byIndex[1]).toMatchObject({ members: 1, key: '', texts: [], label: null });
    await expect(
      writeEntries(db, { ...entriesOf(base, 2, 1), members: Int32Array.of(0) }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['members'] });
    await expect(
      writeEntries(db, { ...entriesOf(base, 2, 1), examples: Int32Array.of(-2) }),
    ).rejects.toMatchObject({ path: ['examples'] });
  });
});

describe('a smaller knowledge base', () => {
  test('is made from a sealed one of the same dataset', async () => {
    const origin = await aSealedKnowledgeBase(db, 5);
    const derivedFrom = { knowledgeBase: origin.id, method: 'herding' as const, settings: { rows: 2 } };
    const variant = await aKnowledgeBase(db, 5, { dataset: origin.dataset, derivedFrom });
    const [row] = await db.query(
      'SELECT derived_from_id, method, settings FROM knowledge_base WHERE id = $1',
      [variant.id],
    );
    expect(row).toEqual({ derived_from_id: origin.id, method: 'herding', settings: { rows: 2 } });
    await createKnowledgeBase(db, variant);
    const unsealed = { ...derivedFrom, knowledgeBase: variant.id };
    await expect(
      aKnowledgeBase(db, 5, { dataset: origin.dataset, derivedFrom: unsealed }),
    ).rejects.toMatchObject({ code: 'INCOMPLETE' });
    await expect(aKnowledgeBase(db, 5, { derivedFrom })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['dataset'],
    });
  });

  test('of binary codes says how many are ranked again, and no other does', async () => {
    await expect(aKnowledgeBase(db, 2, { storage: 'BINARY' })).rejects.toThrow(/comes with BINARY storage/);
    await expect(aKnowledgeBase(db, 2, { rerank: 5 })).rejects.toThrow(/comes with BINARY storage/);
  });
});

test('examples are read back as they were written', async () => {
  const base = await aSealedKnowledgeBase(db, 6);
  const expected = { ...examplesOf({ digest: base.dataset } as never, 2, 3) };
  expect(await readExamples(db, base.dataset, 2, 3)).toEqual(expected);
});

test('an index is worth building anywhere on a server, and in the embedded database where that takes no minutes', () => {
  expect(isIndexable('POSTGRES', 'HALFVEC', 1e9)).toBe(true);
  expect(isIndexable('EMBEDDED', 'VECTOR', 10_000 * 768)).toBe(true);
  expect(isIndexable('EMBEDDED', 'VECTOR', 67_000 * 384)).toBe(false);
  expect(isIndexable('EMBEDDED', 'HALFVEC', 10_000 * 768)).toBe(false);
});
