import { cpus } from 'node:os';
import type { Index } from 'usearch';
import type { KnowledgeBase } from '../knowledge-base.ts';
import { similarity } from './neighbors.ts';
import { loadUsearch } from './usearch.ts';

/** A graph over some entries of a knowledge base. */
export interface Graph {
  index: Index;
  /** Entries in it. */
  size: number;
}

export interface GraphSettings {
  /** Neighbors of a node on the upper layers; twice as many on the lowest. */
  connectivity: number;
  /** Candidates looked at while a node is added. */
  efConstruction: number;
}

const manyEntries = 50_000;

/**
 * How the graphs of a knowledge base of so many entries are built. Of many with less care: adding 67,000 × 384 took 13 s of processor time,
 * not 73 (and what `addLostAgain` does 10 more), and 64 candidates still found 99.9 % of the ten nearest; over 393,000 × 384 they found all.
 */
export function graphSettings(size: number): GraphSettings {
  return size < manyEntries
    ? { connectivity: 32, efConstruction: 256 }
    : { connectivity: 16, efConstruction: 64 };
}

/** Threads that build the graphs of so many entries where nobody says how many: with one, the same entries give the same graphs. */
export function usualThreads(size: number): number {
  return size < manyEntries ? 1 : cpus().length;
}

/** Builds the graph over some entries. @param entries null: all */
export function buildGraph(knowledgeBase: KnowledgeBase, entries: Int32Array | null, threads: number): Graph {
  const { size, dimension, embeddings } = knowledgeBase;
  const index = emptyIndex(knowledgeBase);
  const chosen = entries ?? Int32Array.from({ length: size }, (_, entry) => entry);
  index.add(
    BigUint64Array.from(chosen, BigInt),
    entries ? rowsOf(embeddings, dimension, entries) : embeddings,
    threads,
  );
  if (threads > 1) addLostAgain(index, knowledgeBase, chosen, threads);
  return { index, size: chosen.length };
}

/**
 * Reads a graph over all entries of a knowledge base from a file that its index's `save` wrote.
 *
 * @throws Error if the graph is over vectors of another number or dimension
 */
export function loadGraph(knowledgeBase: KnowledgeBase, file: string): Graph {
  const { size, dimension } = knowledgeBase;
  const index = emptyIndex(knowledgeBase);
  index.load(file);
  if (index.size() !== size || index.dimensions() !== dimension) {
    throw new Error(
      `${file} holds a graph over ${index.size()} × ${index.dimensions()}, not ${size} × ${dimension}; delete it.`,
    );
  }
  return { index, size };
}

function emptyIndex({ size, dimension }: KnowledgeBase): Index {
  const usearch = loadUsearch();
  const { connectivity, efConstruction } = graphSettings(size);
  return new usearch.Index({
    metric: usearch.MetricKind.IP,
    quantization: usearch.ScalarKind.F32,
    dimensions: dimension,
    connectivity,
    expansion_add: efConstruction,
    // As many candidates are kept as are asked for, so that each search can choose their number.
    expansion_search: 1,
    multi: false,
  });
}

/** Entries asked for at once. */
const block = 8192;
/** Candidates among which an entry that its own vector leads to stands. */
const candidates = 16;

/**
 * usearch adds entries from several threads without waiting for each other, and an entry that comes in through one whose own neighbors are
 * not written yet is left where no search arrives: of 6,000 that eight threads added, up to 45. Those are taken out and added once more.
 */
function addLostAgain(
  index: Index,
  knowledgeBase: KnowledgeBase,
  entries: Int32Array,
  threads: number,
): void {
  const { embeddings, dimension } = knowledgeBase;
  const wanted = Math.min(candidates, entries.length);
  const lost: number[] = [];
  for (let start = 0; start < entries.length; start += block) {
    const asked = entries.subarray(start, start + block);
    const rows = rowsOf(embeddings, dimension, asked);
    const { keys, distances } = index.search(rows, wanted, threads);
    asked.forEach((entry, i) => {
      const found = keys.subarray(i * wanted, (i + 1) * wanted);
      const farthest = distances[(i + 1) * wanted - 1] ?? Number.POSITIVE_INFINITY;
      // Of more copies of one point than candidates any may be found.
      const itself = 1 - similarity(knowledgeBase, entry, rows, i) + 1e-6;
      if (!found.includes(BigInt(entry)) && farthest > itself) lost.push(entry);
    });
  }
  if (lost.length === 0) return;
  const keys = BigUint64Array.from(lost, BigInt);
  index.remove(keys);
  index.add(keys, rowsOf(embeddings, dimension, lost), 1);
}

function rowsOf(embeddings: Float32Array, dimension: number, entries: ArrayLike<number>): Float32Array {
  const rows = new Float32Array(entries.length * dimension);
  Array.from(entries).forEach((entry, i) => {
    rows.set(embeddings.subarray(entry * dimension, (entry + 1) * dimension), i * dimension);
  });
  return rows;
}
