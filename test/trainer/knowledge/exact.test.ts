import { seededRandom } from '@stillhouse/domain/random/random.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { compareAll } from '@stillhouse/trainer/knowledge/search/compare-all.ts';
import { exactSearch, searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { similarity } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { describe, expect, it } from 'vitest';
import { knowledgeBaseOf, randomKnowledgeBase, unitVectors } from './vectors.ts';

/** All entries but the excluded one, most similar first, equally similar ones by index: sorted rather than kept. */
function sortedNeighbors(knowledgeBase: KnowledgeBase, queries: Float32Array, query: number, excluded = -1) {
  return Array.from({ length: knowledgeBase.size }, (_, index) => ({
    index,
    similarity: similarity(knowledgeBase, index, queries, query),
  }))
    .filter(({ index }) => index !== excluded)
    .sort((a, b) => b.similarity - a.similarity || a.index - b.index);
}

describe('exact search', () => {
  it.each([1, 2, 3, 4, 5, 8, 11])('of %i queries finds what sorting all entries finds', (count) => {
    const knowledgeBase = randomKnowledgeBase(97, 7, 1);
    const queries = unitVectors(count, 7, seededRandom(2));
    const found = searchExact(knowledgeBase, queries, 10);
    expect([found.count, found.k, found.indices.length]).toEqual([count, 10, count * 10]);
    for (let query = 0; query < count; query++) {
      const wanted = sortedNeighbors(knowledgeBase, queries, query).slice(0, 10);
      expect([...found.indices.subarray(query * 10, query * 10 + 10)]).toEqual(
        wanted.map(({ index }) => index),
      );
      expect([...found.similarities.subarray(query * 10, query * 10 + 10)]).toEqual(
        wanted.map((neighbor) => neighbor.similarity),
      );
    }
  });

  it('puts the lower index first of equally near entries, and keeps it where not all fit', () => {
    const knowledgeBase = knowledgeBaseOf([
      [0, 1],
      [1, 0],
      [0, -1],
      [1, 0],
      [0.6, 0.8],
      [1, 0],
    ]);
    const query = Float32Array.of(1, 0);
    expect([...searchExact(knowledgeBase, query, 6).indices]).toEqual([1, 3, 5, 4, 0, 2]);
    expect([...searchExact(knowledgeBase, query, 2).indices]).toEqual([1, 3]);
    expect([...searchExact(knowledgeBase, query, 5).similarities]).toEqual([1, 1, 1, Math.fround(0.6), 0]);
  });

  it('leaves out the entry that a query was made from, and only for that query', () => {
    const knowledgeBase = randomKnowledgeBase(30, 5, 3);
    const excluded = [4, 0, 29, 7, 12, 12];
    const queries = new Float32Array(excluded.length * 5);
    excluded.forEach((entry, i) => {
      queries.set(knowledgeBase.embeddings.subarray(entry * 5, entry * 5 + 5), i * 5);
    });
    expect(searchExact(knowledgeBase, queries, 1).indices).toEqual(Int32Array.from(excluded));
    const found = searchExact(knowledgeBase, queries, 6, { excludeIndex: (query) => excluded[query]! });
    excluded.forEach((entry, query) => {
      const wanted = sortedNeighbors(knowledgeBase, queries, query, entry).slice(0, 6);
      expect([...found.indices.subarray(query * 6, query * 6 + 6)]).toEqual(wanted.map(({ index }) => index));
    });
  });

  it('returns no more neighbors than there are', () => {
    const knowledgeBase = randomKnowledgeBase(3, 4, 5);
    const query = unitVectors(1, 4, seededRandom(6));
    expect(searchExact(knowledgeBase, query, 10).k).toBe(3);
    expect(searchExact(knowledgeBase, query, 10, { excludeIndex: () => 1 }).k).toBe(2);
    const alone = searchExact(randomKnowledgeBase(1, 4, 5), query, 10, { excludeIndex: () => 0 });
    expect([alone.k, alone.indices.length]).toEqual([0, 0]);
  });

  it('of no query finds nothing', () => {
    const found = exactSearch(randomKnowledgeBase(5, 3, 1)).search(new Float32Array(0), 2);
    expect([found.count, found.indices.length]).toEqual([0, 0]);
  });

  it('gives of a large knowledge base what comparing one by one gives, of tight clusters and copies too', () => {
    const random = seededRandom(9);
    const spreadOut = randomKnowledgeBase(4000, 32, 6);
    const tight = {
      ...spreadOut,
      embeddings: unitVectors(4000, 32, random).map((value, i) =>
        i % 32 === 0 ? 1 : i < 32 * 500 ? 0 : 1e-5 * value,
      ),
    };
    const queries = unitVectors(37, 32, random);
    const view = { ...spreadOut, embeddings: spreadOut.embeddings.subarray(32), size: 3999 };
    for (const knowledgeBase of [spreadOut, tight, view]) {
      const excluded = Int32Array.from({ length: 37 }, (_, i) => (i % 2 ? i : -1));
      const found = searchExact(knowledgeBase, queries, 10, { excludeIndex: (query) => excluded[query]! });
      const expected = { indices: new Int32Array(370), similarities: new Float32Array(370) };
      compareAll(knowledgeBase, queries, excluded, 10, expected.indices, expected.similarities);
      expect(found.indices).toEqual(expected.indices);
      expect(found.similarities).toEqual(expected.similarities);
    }
  });
});
