import { createRequire } from 'node:module';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

export type Usearch = typeof import('usearch');

let loaded: Usearch | Error | undefined;

/** usearch, or null where it has no binary for this machine. */
export function findUsearch(): Usearch | null {
  if (loaded === undefined) {
    try {
      // Its ES module finds its binary by the file names of a stack trace, which a loader such as tsx changes.
      loaded = createRequire(import.meta.url)('usearch') as Usearch;
    } catch (cause) {
      loaded = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  return loaded instanceof Error ? null : loaded;
}

/** usearch. @throws ExpectedError UNAVAILABLE if it has no binary for this machine */
export function loadUsearch(): Usearch {
  const usearch = findUsearch();
  if (usearch) return usearch;
  throw new ExpectedError(
    'UNAVAILABLE',
    `usearch, which HNSW search needs, does not load on this machine (${(loaded as Error).message}). Run "npm rebuild usearch".`,
  );
}

/** Copies of matrices that are views; kept, as a knowledge base is asked many times. */
const copies = new WeakMap<Float32Array, Float32Array>();

/** Multiplications from which on a second thread is worth its start; on a busy machine waiting for it takes longer than they do. */
const threadedFrom = 5_000_000;

/**
 * The `wanted` rows nearest to each query, in single precision, on all processors where there is enough for them.
 *
 * @param rows [size, dimension]; @param queries [count, dimension]; @param wanted at most size
 * @returns [count, wanted] each, nearest first; a distance is 1 − x·z for IP, squared Euclidean for L2sq
 */
export function multiply(
  { exactSearch, MetricKind }: Usearch,
  rows: Float32Array,
  queries: Float32Array,
  dimension: number,
  wanted: number,
  metric: 'IP' | 'L2sq',
): { keys: BigUint64Array; distances: Float32Array } {
  const threads = rows.length * (queries.length / dimension) < threadedFrom ? 1 : 0;
  return exactSearch(own(rows), own(queries), dimension, wanted, MetricKind[metric], threads);
}

/** usearch reads a view from the beginning of its buffer. */
function own(values: Float32Array): Float32Array {
  if (values.byteOffset === 0) return values;
  const copy = copies.get(values) ?? values.slice();
  copies.set(values, copy);
  return copy;
}
