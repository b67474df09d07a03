import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { retrieval } from '@stillhouse/domain/recipe/pipeline.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '@stillhouse/trainer/data/example.ts';
import { rowOf } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { chooseHnsw } from '@stillhouse/trainer/stage/retrieval/choose-hnsw.ts';
import { chooseRetrieval } from '@stillhouse/trainer/stage/retrieval/choose-retrieval.ts';
import { tuningExamples, tuningSet } from '@stillhouse/trainer/stage/retrieval/tuning-set.ts';
import { normalizedRows } from '@stillhouse/trainer/stage/teacher/train-head.ts';
import { describe, expect, it } from 'vitest';
import { randomKnowledgeBase, unitVectors } from '../knowledge/vectors.ts';

const task = taskById('rte');
const memory = randomKnowledgeBase(23, 4, 1);
const embeddings = unitVectors(23, 4, seededRandom(2)).map((value) => 3 * value);
/** Says class 0 of the even ones and class 1 of the others, wrongly of the first. */
const logits = Float32Array.from({ length: 46 }, (_, i) => (i < 2 ? i : (i >> 1) % 2 === i % 2 ? 1 : 0));
const outputs = { embeddings, logits };
const train: ExampleSet = {
  digest: 'a'.repeat(64),
  task,
  split: 'TRAIN',
  name: 'train',
  labels: task.labels,
  complete: true,
  examples: Array.from({ length: 23 }, (_, i) => ({ key: `${i}`, texts: ['a', 'b'], label: i % 2 })),
};
const grid = (change: object = {}) =>
  retrieval.parse({ k: [1, 5], temperature: [0.1], beta: [0, 1], stored: 5, ...change });

/** Entries by their inner product with query i, nearest first. */
const ranked = (query: number, allowed: (entry: number) => boolean) => {
  const product = (entry: number) =>
    rowOf(memory.embeddings, 4, entry).reduce((sum, z, d) => sum + z * (embeddings[query * 4 + d] ?? 0), 0);
  return [...Array(23).keys()].filter(allowed).sort((a, b) => product(b) - product(a));
};

describe('the examples on which a policy is chosen', () => {
  it('are those set apart, or those learned from, as the recipe says', () => {
    const sets = { train: 'train', heldOut: 'held out' };
    expect(tuningExamples('held-out', sets)).toBe('held out');
    expect(tuningExamples('leave-one-out', sets)).toBe('train');
    expect(tuningExamples('k-fold', sets)).toBe('train');
  });

  it('see every entry where they were set apart', () => {
    const { neighbors, words } = tuningSet(grid(), memory, train, outputs);
    for (let i = 0; i < 23; i++)
      expect([...neighbors.indices.subarray(5 * i, 5 * i + 5)]).toEqual(ranked(i, () => true).slice(0, 5));
    expect(words).toBe('train, 23 training examples that were set apart');
  });

  it('never see their own entry when one is left out', () => {
    const { neighbors } = tuningSet(grid({ chosenOn: 'leave-one-out' }), memory, train, outputs);
    for (let i = 0; i < 23; i++) {
      const expected = ranked(i, (entry) => entry !== i).slice(0, 5);
      expect([...neighbors.indices.subarray(5 * i, 5 * i + 5)]).toEqual(expected);
    }
  });

  it('never see an entry of their fold across folds, and see the nearest of all others', () => {
    const { neighbors, words } = tuningSet(grid({ chosenOn: 'k-fold', folds: 4 }), memory, train, outputs);
    expect(words).toBe('train, 23 examples in 4 folds without the entries of their fold');
    const unseen = Array.from({ length: 23 }, (_, i) => {
      const found = [...neighbors.indices.subarray(5 * i, 5 * i + 5)];
      // What stands before the last that was found and was not found itself was left out: the example's fold.
      const before = ranked(i, () => true).slice(0, ranked(i, () => true).indexOf(found[4] ?? -1));
      expect(found).not.toContain(i);
      expect(found).toEqual(ranked(i, (entry) => found.includes(entry)));
      return new Set(before.filter((entry) => !found.includes(entry)));
    });
    // Being in one fold goes both ways.
    unseen.forEach((others, i) => {
      for (const other of others) {
        if (other === i) continue;
        const seen = [...neighbors.indices.subarray(5 * other, 5 * other + 5)];
        expect(seen).not.toContain(i);
      }
      expect(others.size).toBeLessThanOrEqual(6);
    });
  });
});

describe('the HNSW search', () => {
  const many = randomKnowledgeBase(3000, 24, 3);
  const queries = unitVectors(100, 24, seededRandom(4));

  it('is the cheapest that finds the wanted share of the K nearest', () => {
    const wanted = { efSearch: [8, 16, 64, 256], graphs: [1], recall: 0.9 };
    const chosen = chooseHnsw(many, { queries, ownEntries: false }, 8, wanted);
    expect(chosen.reached).toBe(true);
    expect(chosen.recall).toBeGreaterThanOrEqual(0.9);
    const cheaper = wanted.efSearch.filter((ef) => ef < chosen.efSearch);
    expect(chooseHnsw(many, { queries, ownEntries: false }, 8, { ...wanted, efSearch: [8] }).reached).toBe(
      cheaper.length === 0,
    );
  });

  it("is chosen without the query's own entry, which is easier to find than others", () => {
    const wide = randomKnowledgeBase(3000, 96, 5);
    // Student embeddings near to the teacher's, as a student's of its own training examples are.
    const noise = unitVectors(200, 96, seededRandom(6));
    const queries = normalizedRows(
      noise.map((value, i) => value + wide.embeddings[i]!),
      96,
    );
    const few = { efSearch: [2], graphs: [1], recall: 1 };
    const without = chooseHnsw(wide, { queries, ownEntries: true }, 2, few);
    expect(without.recall).toBeLessThan(chooseHnsw(wide, { queries, ownEntries: false }, 2, few).recall);
    const exact = searchExact(wide, queries, 2, { excludeIndex: (query) => query });
    const found = without.search.search(queries, 3);
    const hits = Array.from(
      { length: 200 },
      (_, query) =>
        [0, 1, 2]
          .map((i) => 3 * query + i)
          .filter((i) => found.indices[i] !== query)
          .slice(0, 2)
          .filter((i) => found.similarities[i]! >= exact.similarities[2 * query + 1]!).length,
    );
    expect(without.recall).toBeCloseTo(hits.reduce((sum, hit) => sum + hit, 0) / 400, 12);
  });

  it('leaves own entries out of leave-one-out and k-fold tuning alike', () => {
    const own = (chosenOn: string) => tuningSet(grid({ chosenOn }), memory, train, outputs).ownEntries;
    expect(['held-out', 'leave-one-out', 'k-fold'].map(own)).toEqual([false, true, true]);
  });

  it('is the one that finds most where none finds enough, and that is said', () => {
    const tuning = tuningSet(grid(), memory, train, outputs);
    const short = chooseHnsw(many, { queries, ownEntries: false }, 8, {
      efSearch: [8, 12],
      graphs: [1],
      recall: 1,
    });
    expect(short).toMatchObject({ reached: false, efSearch: 12 });
    const chosen = chooseRetrieval(grid({ recall: 1 }), memory, tuning);
    expect(chosen.hnswChosenOn).toMatch(/; efSearch 16 in one graph \(recall@\d 1\.000 there, 1 wanted\)$/);
    expect(chosen.chosenOn).toMatch(/^K, τ and β by accuracy on train, 23 training examples/);
  });
});
