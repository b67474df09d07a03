import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { recallAtK } from '../../knowledge/recall.ts';
import { searchExact } from '../../knowledge/search/exact.ts';
import { type HnswSearch, hnswOf } from '../../knowledge/search/hnsw.ts';
import { withoutOwn } from '../../knowledge/search/without-own.ts';
import type { TuningSet } from './tuning-set.ts';

/** How HNSW is searched, and what that reached where it was chosen. */
export interface ChosenHnsw {
  search: HnswSearch;
  graphs: number;
  /** Size of the candidate list in each graph. */
  efSearch: number;
  /** Share of the exact K nearest that it found on the queries. */
  recall: number;
  /** Whether that is as much as was wanted. */
  reached: boolean;
}

/** Queries looked at, at most: a recall of 0.99 is then known to about ± 0.002 for K = 8. */
const sampleSize = 1000;

/**
 * The cheapest HNSW search that finds the wanted share of the K nearest: of the settings of the grid in the order of the candidates they
 * look at (graphs × efSearch), the first that does; where none does, the one that finds most.
 *
 * @param queries [count, dimension], student embeddings, L2-normalized, of examples that are not reported
 * @param ownEntries whether query i is the example of entry i, which then counts neither as found nor as missed: a query of new examples has
 *   no such entry, and finding it is easier than finding others
 */
export function chooseHnsw(
  knowledgeBase: KnowledgeBase,
  { queries, ownEntries }: Pick<TuningSet, 'queries' | 'ownEntries'>,
  k: number,
  grid: Pick<Pipeline['retrieval'], 'efSearch' | 'graphs' | 'recall'>,
): ChosenHnsw {
  const looked = queries.subarray(0, sampleSize * knowledgeBase.dimension);
  const own = ownEntries && knowledgeBase.size > 1;
  const exact = searchExact(knowledgeBase, looked, k, own ? { excludeIndex: (query) => query } : {});
  let best: ChosenHnsw | undefined;
  for (const { graphs, efSearch } of settings(grid)) {
    const search = hnswOf(knowledgeBase, graphs).withEfSearch(efSearch);
    const found = search.search(looked, own ? k + 1 : k);
    const recall = recallAtK(exact, own ? withoutOwn(found, k) : found, k, { fellBack: found.fellBack });
    const reached = recall >= grid.recall;
    if (!best || recall > best.recall) best = { search, graphs, efSearch, recall, reached };
    if (reached) break;
  }
  if (!best) throw new RangeError('The grid of HNSW settings is empty.');
  return best;
}

/** One graph before several for the same number of candidates. */
function settings({ graphs, efSearch }: Pick<Pipeline['retrieval'], 'efSearch' | 'graphs'>) {
  return graphs
    .flatMap((count) => efSearch.map((ef) => ({ graphs: count, efSearch: ef })))
    .sort((a, b) => a.graphs * a.efSearch - b.graphs * b.efSearch || a.graphs - b.graphs);
}
