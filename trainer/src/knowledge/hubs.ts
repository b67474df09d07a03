import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { neighborhoodSize } from './neighborhood.ts';
import { searchExact } from './search/exact.ts';
import { hnswOf } from './search/hnsw.ts';

/** Largest hubs that are named. */
const named = 5;
/** Entries whose neighbors are looked up exactly at most; of more, through HNSW. */
const mostExact = 10_000;
const efSearch = 64;

/**
 * How neighbors are spread over the entries: skewness of N_K, E[(N_K − μ)³] / σ³ (Radovanović et al. 2010, equation 1), the largest hubs,
 * and the entries that nobody has for a neighbor. Above 10,000 entries the neighbors are those that an HNSW search finds.
 */
export function hubsOf(
  knowledgeBase: KnowledgeBase,
): Pick<KnowledgeBaseHealth, 'hubSkewness' | 'largestHubs' | 'deadEntries'> {
  const { size } = knowledgeBase;
  if (size < 2) return { hubSkewness: 0, largestHubs: [], deadEntries: size };
  const occurrences = size <= mostExact ? exactOccurrences(knowledgeBase) : graphOccurrences(knowledgeBase);
  const mean = occurrences.reduce((sum, occurrence) => sum + occurrence, 0) / size;
  let [square, cube] = [0, 0];
  for (const occurrence of occurrences) {
    square += (occurrence - mean) ** 2 / size;
    cube += (occurrence - mean) ** 3 / size;
  }
  const largest = [...occurrences.keys()].sort((a, b) => occurrences[b]! - occurrences[a]! || a - b);
  return {
    hubSkewness: square > 0 ? cube / square ** 1.5 : 0,
    largestHubs: largest
      .slice(0, named)
      .map((entry) => ({ entry, occurrences: occurrences[entry]! }))
      .filter((hub) => hub.occurrences > 0),
    deadEntries: occurrences.filter((occurrence) => occurrence === 0).length,
  };
}

/** [size], among the K nearest of how many others each entry stands */
function exactOccurrences(knowledgeBase: KnowledgeBase): Float64Array {
  const { size, embeddings } = knowledgeBase;
  const options = { excludeIndex: (query: number) => query };
  const occurrences = new Float64Array(size);
  for (const entry of searchExact(knowledgeBase, embeddings, neighborhoodSize(size), options).indices) {
    occurrences[entry]!++;
  }
  return occurrences;
}

function graphOccurrences(knowledgeBase: KnowledgeBase): Float64Array {
  const { size, embeddings } = knowledgeBase;
  const k = neighborhoodSize(size);
  const found = hnswOf(knowledgeBase, 1)
    .withEfSearch(efSearch)
    .search(embeddings, k + 1);
  const occurrences = new Float64Array(size);
  for (let entry = 0; entry < size; entry++) {
    // Where more than K others are as near as itself, it need not stand among those found.
    const others = found.indices
      .subarray(entry * found.k, (entry + 1) * found.k)
      .filter((other) => other !== entry)
      .subarray(0, k);
    for (const other of others) occurrences[other]!++;
  }
  return occurrences;
}
