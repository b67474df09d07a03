import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { halfPrecision, roundToHalf } from '@stillhouse/domain/retrieval/half-precision.ts';
import { condensed } from '@stillhouse/trainer/knowledge/compress/condensed.ts';
import { herding } from '@stillhouse/trainer/knowledge/compress/herding.ts';
import { prototypes } from '@stillhouse/trainer/knowledge/compress/prototypes.ts';
import { balancedQuotas } from '@stillhouse/trainer/knowledge/compress/quotas.ts';
import { randomSubset } from '@stillhouse/trainer/knowledge/compress/random-subset.ts';
import { rowOf } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { binarySearch, signCodes } from '@stillhouse/trainer/knowledge/search/binary-codes.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { knowledgeBaseOf, randomKnowledgeBase, unitVectors } from './vectors.ts';

describe('balanced quotas', () => {
  it.each([
    [[10, 10], 5, [3, 2]],
    [[1, 10, 10], 9, [1, 4, 4]],
    [[2, 3], 100, [2, 3]],
    [[5, 5], 0, [0, 0]],
  ])('of classes of %j in %i rows are %j', (sizes, rows, quotas) => {
    expect(balancedQuotas(sizes, rows)).toEqual(quotas);
  });
});

describe('a random subset', () => {
  const classOf = Array.from({ length: 50 }, (_, i) => (i < 40 ? 0 : 1));

  it('has as many of each class as can be, no entry twice, the same for the same seed', () => {
    const subset = randomSubset(classOf, 16, seededRandom(3));
    expect(new Set(subset).size).toBe(16);
    expect([...subset].filter((entry) => classOf[entry] === 1)).toHaveLength(8);
    expect(randomSubset(classOf, 16, seededRandom(3))).toEqual(subset);
    expect(randomSubset(classOf, 16, seededRandom(4))).not.toEqual(subset);
    expect([...subset]).toEqual([...subset].sort((a, b) => a - b));
  });
});

describe('herding', () => {
  it('takes one after the other what brings the mean nearest to the mean of the class', () => {
    // On a line, mean 3: first 3 itself, then 2 or 4 would leave the mean at 2.5 or 3.5, 6 at 4.5, 0 at 1.5: 2, the lower on ties.
    const base = knowledgeBaseOf([[0], [2], [3], [4], [6]]);
    const all = [0, 0, 0, 0, 0];
    expect([...herding(base, all, 1)]).toEqual([2]);
    expect([...herding(base, all, 2)]).toEqual([1, 2]);
    // With 3 and 2 taken: 4 makes the mean 3, exactly.
    expect([...herding(base, all, 3)]).toEqual([1, 2, 3]);
  });

  it('goes by each class alone', () => {
    const base = knowledgeBaseOf([[0], [1], [2], [10], [11], [12]]);
    expect([...herding(base, [0, 0, 0, 1, 1, 1], 2)]).toEqual([1, 4]);
  });
});

describe('the condensed nearest neighbor rule', () => {
  const base = randomKnowledgeBase(200, 3, 5);
  const classOf = Array.from({ length: 200 }, (_, i) => (base.embeddings[3 * i]! > 0 ? 1 : 0));

  it('keeps a consistent subset: the nearest kept entry of each is of its class', () => {
    const kept = condensed(base, classOf, seededRandom(1));
    expect(kept.length).toBeLessThan(100);
    const subset = knowledgeBaseOf([...kept].map((entry) => [...rowOf(base.embeddings, 3, entry)]));
    const { indices } = searchExact(subset, base.embeddings, 1);
    indices.forEach((nearest, entry) => {
      expect(classOf[kept[nearest]!]).toBe(classOf[entry]);
    });
  });

  it('of one class keeps one entry', () => {
    expect(condensed(base, new Int32Array(200), seededRandom(1))).toHaveLength(1);
  });

  it('keeps what a pass by hand keeps', () => {
    // On the half circle, classes 0 0 1 1. In any order the first is kept; of the others only one of the other class can be added per boundary.
    const base4 = knowledgeBaseOf([
      [1, 0],
      [0.8, 0.6],
      [-0.8, 0.6],
      [-1, 0],
    ]);
    for (let seed = 0; seed < 8; seed++)
      expect(condensed(base4, [0, 0, 1, 1], seededRandom(seed))).toHaveLength(2);
  });
});

describe('prototypes', () => {
  it('stand at the mean of their members, with the mean of their soft labels, and know the nearest', () => {
    const base = knowledgeBaseOf(
      [
        [1, 0],
        [0.6, 0.8],
        [0, 1],
        [0.8, 0.6],
      ],
      [
        [0.9, 0.1],
        [0.7, 0.3],
        [0.2, 0.8],
        [0.5, 0.5],
      ],
    );
    const { knowledgeBase, members, nearest } = prototypes(base, [0, 0, 1, 0], 2, seededRandom(1));
    expect([...members]).toEqual([3, 1]);
    // Mean of (1, 0), (0.6, 0.8), (0.8, 0.6): (0.8, 0.4667), of length 0.9262; nearest by inner product: (0.8, 0.6).
    const length = Math.hypot(0.8, 1.4 / 3);
    expectClose(knowledgeBase.embeddings, [0.8 / length, 1.4 / 3 / length, 0, 1], 1e-6);
    expectClose(knowledgeBase.softLabels, [0.7, 0.3, 0.2, 0.8], 1e-6);
    expect([...nearest]).toEqual([3, 2]);
  });

  it('stand for every entry once, and never for entries of two classes', () => {
    const base = randomKnowledgeBase(120, 4, 2);
    const classOf = Array.from({ length: 120 }, (_, i) => i % 3);
    const { knowledgeBase, members, nearest } = prototypes(base, classOf, 12, seededRandom(1));
    expect(members.reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(knowledgeBase.size).toBe(12);
    for (const label of [0, 1, 2]) {
      const of = [...nearest.keys()].filter((i) => classOf[nearest[i]!] === label);
      expect(of.reduce((sum, i) => sum + members[i]!, 0)).toBe(40);
    }
  });
});

describe('half precision', () => {
  it.each([
    [1, 1],
    [0.1, 0.0999755859375],
    [-0.1, -0.0999755859375],
    [1 / 3, 0.333251953125],
    [65504, 65504],
    [65519.9, 65504],
    [65520, Number.POSITIVE_INFINITY],
    // Halfway between two: to the even one.
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [2 ** -24, 2 ** -24],
    [2 ** -25, 0],
    [3 * 2 ** -25, 2 ** -23],
    [-(2 ** -14), -(2 ** -14)],
    [0, 0],
  ])('of %d is %d', (value, rounded) => {
    expect(roundToHalf(value)).toBe(rounded);
  });

  it('keeps NaN, and rounds whole columns', () => {
    expect(roundToHalf(Number.NaN)).toBeNaN();
    expect([...halfPrecision(Float32Array.of(0.1, 1))]).toEqual([0.0999755859375, 1]);
  });
});

describe('binary codes', () => {
  it('are the signs, a bit for each', () => {
    const row = Array.from({ length: 34 }, (_, d) => (d === 0 || d === 33 ? 0.5 : d === 1 ? 0 : -0.5));
    expect([...signCodes(Float32Array.from(row), 34)]).toEqual([1, 2]);
  });

  it('find by Hamming distance, then rank by the full vectors', () => {
    const base = randomKnowledgeBase(300, 40, 3);
    const queries = unitVectors(5, 40, seededRandom(4));
    const found = binarySearch(base, 30).search(queries, 8);
    for (let query = 0; query < 5; query++) {
      const x = rowOf(queries, 40, query);
      const hamming = (entry: number) =>
        rowOf(base.embeddings, 40, entry).filter((z, d) => z > 0 !== x[d]! > 0).length;
      const product = (entry: number) =>
        rowOf(base.embeddings, 40, entry).reduce((sum, z, d) => sum + z * x[d]!, 0);
      const candidates = [...Array(300).keys()].sort((a, b) => hamming(a) - hamming(b) || a - b).slice(0, 30);
      const expected = candidates.sort((a, b) => product(b) - product(a)).slice(0, 8);
      expect([...found.indices.subarray(8 * query, 8 * query + 8)]).toEqual(expected);
    }
  });

  it('find what exact search finds once every entry is ranked again', () => {
    const base = randomKnowledgeBase(100, 16, 3);
    const queries = unitVectors(3, 16, seededRandom(4));
    expect(binarySearch(base, 100).search(queries, 5)).toEqual(searchExact(base, queries, 5));
  });
});
