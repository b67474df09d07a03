import { seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import { kMeans, nearestRows } from '../compress/k-means.ts';
import type { KnowledgeBase } from '../knowledge-base.ts';
import { searchExact } from './exact.ts';
import { buildGraph, type Graph, usualThreads } from './hnsw-graph.ts';
import { Nearest } from './nearest.ts';
import { type NeighborSearch, type Neighbors, similarity } from './neighbors.ts';

/** Neighbors that a graph search found. */
export interface HnswNeighbors extends Neighbors {
  /** [count], queries for which the graphs gave fewer than k entries, so that they were compared with every entry instead: 1 */
  fellBack: Uint8Array;
}

export interface HnswSearch extends NeighborSearch {
  search(queries: Float32Array, k: number): HnswNeighbors;
}

/** Built once, searched with any candidate list. */
export interface HnswIndex {
  graphs: number;
  /** @param efSearch size of the candidate list in each graph; k where that is more */
  withEfSearch(efSearch: number): HnswSearch;
}

export interface HnswOptions {
  /**
   * Graphs over which the entries are spread by k-means; each query is put to all of them. A student's embeddings are not distributed as
   * the teacher's, and a single graph over tight clusters lets such a query go no further than the cluster where it came in.
   */
  graphs?: number;
  /** Threads that build it. With one, the same entries give the same graphs; left out: one, and all processors from 50,000 entries on. */
  threads?: number;
}

/** Entries from which the clusters are learned. */
const sampleSize = 20_000;

/**
 * Builds an HNSW index (Malkov and Yashunin 2018) over the entries with usearch. It reads the entries' embeddings from its own copy.
 *
 * @throws ExpectedError UNAVAILABLE if usearch has no binary for this machine
 */
export function buildHnsw(
  knowledgeBase: KnowledgeBase,
  { graphs = 1, threads }: HnswOptions = {},
): HnswIndex {
  const { size } = knowledgeBase;
  const groups = graphs === 1 ? [null] : spread(knowledgeBase, Math.min(graphs, size));
  return indexOver(
    knowledgeBase,
    groups.map((entries) => buildGraph(knowledgeBase, entries, threads ?? usualThreads(size))),
  );
}

/** The index whose graphs, built or read from files, hold every entry once. */
export function indexOver(knowledgeBase: KnowledgeBase, graphs: readonly Graph[]): HnswIndex {
  const { size } = knowledgeBase;
  return {
    graphs: graphs.length,
    withEfSearch: (efSearch) => ({
      search: (queries, k) => searchGraphs(knowledgeBase, graphs, queries, Math.min(k, size), efSearch),
    }),
  };
}

const built = new WeakMap<KnowledgeBase, Map<number, HnswIndex>>();

/** The index of a knowledge base with so many graphs, built at the first call and shared from then on. */
export function hnswOf(knowledgeBase: KnowledgeBase, graphs: number): HnswIndex {
  const indexes = built.get(knowledgeBase) ?? new Map<number, HnswIndex>();
  built.set(knowledgeBase, indexes);
  const index = indexes.get(graphs) ?? buildHnsw(knowledgeBase, { graphs });
  indexes.set(graphs, index);
  return index;
}

/** Entries by cluster, in their order. */
function spread({ embeddings, dimension, size }: KnowledgeBase, graphs: number): Int32Array[] {
  const random = seededRandom(size);
  const sample = shuffled([...Array(size).keys()], random).slice(0, sampleSize);
  const points = new Float32Array(sample.length * dimension);
  sample.forEach((entry, i) => {
    points.set(embeddings.subarray(entry * dimension, (entry + 1) * dimension), i * dimension);
  });
  const { centroids } = kMeans(points, dimension, graphs, { random });
  const assignment = nearestRows(embeddings, centroids, dimension);
  const groups = Array.from({ length: graphs }, (_, group) =>
    Int32Array.from([...assignment.keys()].filter((entry) => assignment[entry] === group)),
  );
  return groups.filter((entries) => entries.length > 0);
}

function searchGraphs(
  knowledgeBase: KnowledgeBase,
  graphs: readonly Graph[],
  queries: Float32Array,
  k: number,
  efSearch: number,
): HnswNeighbors {
  const { dimension } = knowledgeBase;
  const count = queries.length / dimension;
  const indices = new Int32Array(count * k);
  const similarities = new Float32Array(count * k);
  const fellBack = new Uint8Array(count);
  const nearest = new Nearest(k);
  for (let query = 0; query < count; query++) {
    const vector = queries.subarray(query * dimension, (query + 1) * dimension);
    const candidates = candidatesOf(graphs, vector, k, efSearch);
    if (candidates.length < k) {
      const exact = searchExact(knowledgeBase, vector, k);
      indices.set(exact.indices, query * k);
      similarities.set(exact.similarities, query * k);
      fellBack[query] = 1;
      continue;
    }
    for (const entry of candidates) nearest.offer(entry, similarity(knowledgeBase, entry, queries, query));
    nearest.moveTo(indices, similarities, query * k);
  }
  return { count, k, indices, similarities, fellBack };
}

/** Candidates kept beyond k, so that what single precision confuses is put in order by double precision. */
const slack = 8;

/** The nearest entries that the graphs give, in ascending order of their indices. */
function candidatesOf(
  graphs: readonly Graph[],
  vector: Float32Array,
  k: number,
  efSearch: number,
): Int32Array {
  const found = graphs.map(({ index, size }) => {
    const { keys, distances } = index.search(vector, Math.min(Math.max(k, efSearch), size), 1);
    return { keys: keys.subarray(0, k + slack), distances: distances.subarray(0, k + slack) };
  });
  const [only] = found;
  if (found.length === 1 && only) return Int32Array.from(only.keys, Number).sort();
  return Int32Array.from(
    found
      .flatMap(({ keys, distances }) =>
        Array.from(keys, (key, i) => ({ entry: Number(key), distance: distances[i]! })),
      )
      .sort((a, b) => a.distance - b.distance || a.entry - b.entry)
      .slice(0, k + slack),
    ({ entry }) => entry,
  ).sort();
}
