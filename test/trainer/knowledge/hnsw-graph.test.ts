import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { buildHnsw, indexOver } from '@stillhouse/trainer/knowledge/search/hnsw.ts';
import { buildGraph, loadGraph } from '@stillhouse/trainer/knowledge/search/hnsw-graph.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomKnowledgeBase, unitVectors } from './vectors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-graph-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a graph', () => {
  it('that many threads built leads to every entry', () => {
    // usearch's own threads leave some of these out nearly every time.
    const knowledgeBase = randomKnowledgeBase(2500, 16, 1);
    for (let time = 0; time < 2; time++) {
      const found = buildHnsw(knowledgeBase, { threads: 16 })
        .withEfSearch(256)
        .search(knowledgeBase.embeddings, 1);
      expect(found.indices).toEqual(Int32Array.from({ length: 2500 }, (_, entry) => entry));
      expect(found.fellBack.includes(1)).toBe(false);
    }
  });

  it('that many threads built over copies of few points finds as near ones', () => {
    const knowledgeBase = randomKnowledgeBase(600, 8, 2);
    for (let entry = 0; entry < 600; entry++) {
      knowledgeBase.embeddings.copyWithin(entry * 8, (entry % 3) * 8, ((entry % 3) + 1) * 8);
    }
    const graph = buildGraph(knowledgeBase, null, 8);
    expect(graph.index.size()).toBe(600);
    const found = indexOver(knowledgeBase, [graph]).withEfSearch(64).search(knowledgeBase.embeddings, 5);
    for (const similarity of found.similarities) expect(similarity).toBeCloseTo(1, 6);
  });

  it('read from its file finds what it found before, with every candidate list', () => {
    const knowledgeBase = randomKnowledgeBase(3000, 24, 3);
    const queries = unitVectors(40, 24, seededRandom(4));
    const file = join(folder, 'graph.usearch');
    const graph = buildGraph(knowledgeBase, null, 1);
    graph.index.save(file);
    const [before, after] = [graph, loadGraph(knowledgeBase, file)].map((one) =>
      indexOver(knowledgeBase, [one]),
    );
    for (const efSearch of [10, 20, 200]) {
      expect(after!.withEfSearch(efSearch).search(queries, 10)).toEqual(
        before!.withEfSearch(efSearch).search(queries, 10),
      );
    }
    const short = {
      ...knowledgeBase,
      size: 2999,
      embeddings: knowledgeBase.embeddings.subarray(0, 2999 * 24),
    };
    expect(() => loadGraph(short, file)).toThrow(/3000 × 24, not 2999 × 24/);
  });
});
