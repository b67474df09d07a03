import { createRequire } from 'node:module';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Index } from 'usearch';
import type { KnowledgeBase } from '../knowledge-base.ts';
import { searchExact } from './exact.ts';
import { Nearest } from './nearest.ts';
import { type NeighborSearch, type Neighbors, similarity } from './neighbors.ts';

/** Neighbors that a graph search found. */
export interface HnswNeighbors extends Neighbors {
  /** [count], queries for which the graph gave fewer than k entries, so that they were compared with every entry instead: 1 */
  fellBack: Uint8Array;
}

export interface HnswSearch extends NeighborSearch {
  search(queries: Float32Array, k: number): HnswNeighbors;
}

/** Neighbors of a node of the graph, and candidates looked at while it is built. */
const connectivity = 16;
const efConstruction = 128;

/**
 * Builds an HNSW index over the entries with usearch, on one thread, so that the same entries give the same graph.
 *
 * @param efSearch size of the candidate list while searching
 * @throws ExpectedError if usearch has no binary for this machine
 */
export async function buildHnsw(knowledgeBase: KnowledgeBase, efSearch: number): Promise<HnswSearch> {
  const usearch = loadUsearch();
  const { size, dimension, embeddings } = knowledgeBase;
  const index = new usearch.Index({
    metric: usearch.MetricKind.IP,
    quantization: usearch.ScalarKind.F32,
    dimensions: dimension,
    connectivity,
    expansion_add: efConstruction,
    expansion_search: efSearch,
    multi: false,
  });
  index.add(
    BigUint64Array.from({ length: size }, (_, entry) => BigInt(entry)),
    embeddings,
    1,
  );
  return { search: (queries, k) => searchGraph(knowledgeBase, index, queries, Math.min(k, size)) };
}

function searchGraph(
  knowledgeBase: KnowledgeBase,
  index: Index,
  queries: Float32Array,
  k: number,
): HnswNeighbors {
  const { dimension } = knowledgeBase;
  const count = queries.length / dimension;
  const indices = new Int32Array(count * k);
  const similarities = new Float32Array(count * k);
  const fellBack = new Uint8Array(count);
  const nearest = new Nearest(k);
  for (let query = 0; query < count; query++) {
    const found = index.search(queries.subarray(query * dimension, (query + 1) * dimension), k, 1);
    if (found.keys.length < k) {
      const exact = searchExact(
        knowledgeBase,
        queries.subarray(query * dimension, (query + 1) * dimension),
        k,
      );
      indices.set(exact.indices, query * k);
      similarities.set(exact.similarities, query * k);
      fellBack[query] = 1;
      continue;
    }
    for (const entry of Int32Array.from(found.keys, Number).sort()) {
      nearest.offer(entry, similarity(knowledgeBase, entry, queries, query));
    }
    nearest.moveTo(indices, similarities, query * k);
  }
  return { count, k, indices, similarities, fellBack };
}

function loadUsearch() {
  try {
    // Its ES module finds its binary by the file names of a stack trace, which a loader such as tsx changes.
    return createRequire(import.meta.url)('usearch') as typeof import('usearch');
  } catch (cause) {
    throw new ExpectedError(
      'UNAVAILABLE',
      `usearch, which HNSW search needs, does not load on this machine (${cause instanceof Error ? cause.message : cause}). Run "npm rebuild usearch".`,
    );
  }
}
