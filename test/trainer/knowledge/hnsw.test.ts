import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { recallAtK } from '@stillhouse/trainer/knowledge/recall.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { buildHnsw } from '@stillhouse/trainer/knowledge/search/hnsw.ts';
import type { Neighbors } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { describe, expect, it } from 'vitest';
import { knowledgeBaseOf, randomKnowledgeBase, unitVectors } from './vectors.ts';

const knowledgeBase = randomKnowledgeBase(2000, 16, 1);
const queries = unitVectors(50, 16, seededRandom(2));
const exact = searchExact(knowledgeBase, queries, 10);

describe('HNSW search', () => {
  it('finds nearly all of the ten nearest with a generous candidate list, and more than with a short one', () => {
    const generous = buildHnsw(knowledgeBase).withEfSearch(200).search(queries, 10);
    expect([generous.count, generous.k]).toEqual([50, 10]);
    const recall = recallAtK(exact, generous, 10, generous);
    expect(recall).toBeGreaterThan(0.97);
    const short = buildHnsw(knowledgeBase).withEfSearch(10).search(queries, 10);
    expect(recallAtK(exact, short, 10, short)).toBeLessThanOrEqual(recall);
  });

  it('gives the similarity that exact search gives, nearest first', () => {
    const found = buildHnsw(knowledgeBase).withEfSearch(200).search(queries, 10);
    const exactly = new Map<string, number>();
    for (let query = 0; query < 50; query++) {
      for (let i = 0; i < 10; i++) {
        exactly.set(`${query} ${exact.indices[query * 10 + i]}`, exact.similarities[query * 10 + i]!);
        if (i > 0) {
          const [before, here] = found.similarities.subarray(query * 10 + i - 1, query * 10 + i + 1);
          expect(before).toBeGreaterThanOrEqual(here!);
        }
      }
    }
    found.indices.forEach((entry, at) => {
      const wanted = exactly.get(`${Math.floor(at / 10)} ${entry}`);
      if (wanted !== undefined) expect(found.similarities[at]).toBe(wanted);
    });
  });

  it('over several graphs finds what queries from elsewhere miss in one', () => {
    // Two tight clusters, and queries nearly orthogonal to both: what a student that never saw the teacher asks.
    const random = seededRandom(5);
    const noise = unitVectors(3000, 16, random).map((value) => 0.2 * value);
    const clustered = knowledgeBaseOf(
      Array.from({ length: 3000 }, (_, i) => {
        const row = [...noise.subarray(16 * i, 16 * i + 16)];
        row[i % 2] = (row[i % 2] ?? 0) + 1;
        const length = Math.hypot(...row);
        return row.map((value) => value / length);
      }),
    );
    const strange = unitVectors(200, 16, random).map((value, i) => (i % 16 < 2 ? 0.001 * value : value));
    const truth = searchExact(clustered, strange, 8);
    const recall = (graphs: number, efSearch: number) => {
      const found = buildHnsw(clustered, { graphs }).withEfSearch(efSearch).search(strange, 8);
      return recallAtK(truth, found, 8, found);
    };
    expect(recall(8, 64)).toBeGreaterThan(0.99);
    expect(recall(8, 16)).toBeGreaterThan(recall(1, 16));
  });

  it('gives the same neighbors each time it is built', () => {
    const [first, second] = [buildHnsw(knowledgeBase), buildHnsw(knowledgeBase)].map((index) =>
      index.withEfSearch(32).search(queries, 10),
    );
    expect(second).toEqual(first);
  });

  it('puts the lower index first of equally near entries, and returns no more than there are', () => {
    const few = knowledgeBaseOf([
      [0, 1],
      [1, 0],
      [1, 0],
      [0.6, 0.8],
    ]);
    const found = buildHnsw(few).withEfSearch(16).search(Float32Array.of(1, 0), 10);
    expect([...found.indices]).toEqual([1, 2, 3, 0]);
  });

  it('compares with every entry where the graph gives too few, and says so', () => {
    // Five hundred copies of one point: a graph over them does not lead to all of them.
    const copies = knowledgeBaseOf(Array.from({ length: 500 }, () => [1, 0]));
    const found = buildHnsw(copies)
      .withEfSearch(1)
      .search(Float32Array.of(1, 0, 0.6, 0.8), 400);
    expect([...found.fellBack]).toEqual([1, 1]);
    expect(found.indices.length).toBe(800);
    expect(new Set(found.indices.subarray(0, 400)).size).toBe(400);
    expect([...found.similarities.subarray(400)].every((value) => value === Math.fround(0.6))).toBe(true);
  });
});

describe('recall', () => {
  const neighbors = (rows: number[][], similarities: number[][]): Neighbors => ({
    count: rows.length,
    k: rows[0]!.length,
    indices: Int32Array.from(rows.flat()),
    similarities: Float32Array.from(similarities.flat()),
  });
  const truth = neighbors(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [0.9, 0.8, 0.7],
      [0.9, 0.8, 0.7],
    ],
  );

  it('is the share of the k nearest that was found, mean over queries', () => {
    const found = neighbors(
      [
        [1, 3, 9],
        [4, 5, 6],
      ],
      [
        [0.9, 0.7, 0.1],
        [0.9, 0.8, 0.7],
      ],
    );
    expect(recallAtK(truth, found, 3)).toBe(5 / 6);
    expect(recallAtK(truth, found, 2)).toBe(3 / 4);
    expect(recallAtK(truth, truth, 3)).toBe(1);
  });

  it('counts an entry as near as the last of them, whichever of several it is', () => {
    const tied = neighbors(
      [
        [1, 2, 8],
        [4, 5, 6],
      ],
      [
        [0.9, 0.8, 0.7],
        [0.9, 0.8, 0.7],
      ],
    );
    expect(recallAtK(truth, tied, 3)).toBe(1);
  });

  it('counts a query that was left to exact search as nothing found', () => {
    expect(recallAtK(truth, truth, 3, { fellBack: Uint8Array.of(0, 1) })).toBe(0.5);
  });

  it('needs the same queries, at least one', () => {
    const one = neighbors([[1]], [[1]]);
    expect(() => recallAtK(truth, one, 1)).toThrow(RangeError);
    const none = { count: 0, k: 3, indices: new Int32Array(0), similarities: new Float32Array(0) };
    expect(() => recallAtK(none, none, 3)).toThrow(RangeError);
  });
});
