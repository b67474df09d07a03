import { seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { ExampleSet } from '../../data/example.ts';
import { type KnowledgeBase, pickRows } from '../../knowledge/knowledge-base.ts';
import { searchExact } from '../../knowledge/search/exact.ts';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import type { Outputs } from '../encoder/trained-encoder.ts';
import { normalizedRows } from '../teacher/train-head.ts';

/** Examples on which a policy is chosen, and all that has to be known of them. */
export interface TuningSet {
  examples: ExampleSet;
  /** [n], class ids, or gold scores for regression */
  gold: number[];
  /** [n, classes], the student's predictions */
  student: Float32Array;
  /** [n, dimension], L2-normalized student embeddings */
  queries: Float32Array;
  /** Whether entry i was made from example i. */
  ownEntries: boolean;
  /** Exact neighbors, as many as the largest K of the grid, without the entries that the example must not see. */
  neighbors: Neighbors;
  /** Which examples, and what was left out, in words. */
  words: string;
}

/** The examples on which the recipe chooses: those set apart, or those learned from. */
export function tuningExamples<Set>(
  chosenOn: Pipeline['retrieval']['chosenOn'],
  sets: { train: Set; heldOut: Set },
): Set {
  return chosenOn === 'held-out' ? sets.heldOut : sets.train;
}

/**
 * What a policy is chosen by, from what was stored of the examples; no network runs.
 *
 * @param examples those of `tuningExamples`; where they are training examples, example i is what entry i was made from
 * @param outputs the student's, row i of example i
 */
export function tuningSet(
  grid: Pipeline['retrieval'],
  knowledgeBase: KnowledgeBase,
  examples: ExampleSet,
  outputs: Outputs,
): TuningSet {
  const queries = normalizedRows(outputs.embeddings, knowledgeBase.dimension);
  const k = Math.max(...grid.k);
  const count = examples.examples.length;
  const common = {
    examples,
    gold: examples.examples.map(({ label }) => label ?? -1),
    student: predictionsOf(examples.task, outputs.logits),
    queries,
    ownEntries: grid.chosenOn !== 'held-out',
  };
  if (grid.chosenOn === 'held-out') {
    const words = setApartPhrase(examples.name, count);
    return { ...common, neighbors: searchExact(knowledgeBase, queries, k), words };
  }
  if (grid.chosenOn === 'leave-one-out') {
    const neighbors = searchExact(knowledgeBase, queries, k, { excludeIndex: (query) => query });
    return { ...common, neighbors, words: `${examples.name}, ${count} examples without their own entries` };
  }
  const folds = Math.min(grid.folds, count);
  const neighbors = acrossFolds(knowledgeBase, queries, k, folds);
  const words = `${examples.name}, ${count} examples in ${folds} folds without the entries of their fold`;
  return { ...common, neighbors, words };
}

/** Says which examples were set apart for tuning. */
export function setApartPhrase(name: string, count: number): string {
  return `${name}, ${count} training examples that were set apart`;
}

/** Neighbors of each example among the entries of the other folds; the folds are drawn with a fixed seed. */
function acrossFolds(
  knowledgeBase: KnowledgeBase,
  queries: Float32Array,
  k: number,
  folds: number,
): Neighbors {
  const { size, dimension } = knowledgeBase;
  const order = shuffled([...Array(size).keys()], seededRandom(size));
  const largest = Math.ceil(size / folds);
  const kept = Math.min(k, size - largest);
  const indices = new Int32Array(size * kept);
  const similarities = new Float32Array(size * kept);
  for (let fold = 0; fold < folds; fold++) {
    const inside = order.filter((_, i) => i % folds === fold);
    const outside = order.filter((_, i) => i % folds !== fold).sort((a, b) => a - b);
    const others: KnowledgeBase = {
      ...knowledgeBase,
      size: outside.length,
      embeddings: pickRows(knowledgeBase.embeddings, dimension, outside),
    };
    const found = searchExact(others, pickRows(queries, dimension, inside), kept);
    inside.forEach((example, i) => {
      for (let rank = 0; rank < kept; rank++) {
        indices[example * kept + rank] = outside[found.indices[i * kept + rank]!]!;
        similarities[example * kept + rank] = found.similarities[i * kept + rank]!;
      }
    });
  }
  return { count: size, k: kept, indices, similarities };
}
