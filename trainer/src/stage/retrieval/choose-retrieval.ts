import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { type ChosenHnsw, chooseHnsw } from './choose-hnsw.ts';
import { type ChosenPolicy, choicePhrase, choosePolicy } from './choose-policy.ts';
import type { TuningSet } from './tuning-set.ts';

/** All that a student's retrieval is settled by. */
export interface ChosenRetrieval {
  policy: ChosenPolicy;
  hnsw: ChosenHnsw;
  /** How K, τ and β were chosen and on what, in a sentence. */
  chosenOn: string;
  /** The same of the HNSW search. */
  hnswChosenOn: string;
}

/** Chooses K, τ and β by the mean of the task's scores, then the cheapest HNSW search that finds enough of those K. */
export function chooseRetrieval(
  grid: Pipeline['retrieval'],
  knowledgeBase: KnowledgeBase,
  tuning: TuningSet,
): ChosenRetrieval {
  const { gold, student, neighbors, words } = tuning;
  const { task } = tuning.examples;
  const policy = choosePolicy({ task, grid, knowledgeBase, gold, student, neighbors });
  const hnsw = chooseHnsw(knowledgeBase, tuning, policy.k, grid);
  const chosenOn = choicePhrase({ task, rule: grid.rule, where: words }, policy);
  const recall = `recall@${policy.k} ${hnsw.recall.toFixed(3)} there, ${hnsw.reached ? `${grid.recall} wanted` : `short of the ${grid.recall} wanted`}`;
  const graphs = hnsw.graphs === 1 ? 'one graph' : `${hnsw.graphs} graphs`;
  return {
    policy,
    hnsw,
    chosenOn,
    hnswChosenOn: `${chosenOn}; efSearch ${hnsw.efSearch} in ${graphs} (${recall})`,
  };
}
