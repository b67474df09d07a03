import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { rankingScore, scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Neighbors } from '../knowledge/search/neighbors.ts';
import { predictedClasses } from './predicted-classes.ts';
import { fusedPredictions, retrievedPredictions } from './retrieve.ts';

/** K, τ and β, and what they reached where they were chosen. */
export interface ChosenPolicy {
  k: number;
  temperature: number;
  beta: number;
  /** Ranking score with them. */
  score: number;
}

export interface PolicyChoice {
  task: Task;
  grid: Pick<Pipeline['retrieval'], 'k' | 'temperature' | 'beta'>;
  knowledgeBase: KnowledgeBase;
  /** [n], class ids of the examples that were set apart for this choice */
  gold: readonly number[];
  /** [n, classes], the student's predictions of them */
  student: Float32Array;
  /** Their exact neighbors, as many as the largest K of the grid. */
  neighbors: Neighbors;
}

/**
 * The point of the grid with the best ranking score on held-out examples; of equally good ones the one with the least cross-entropy.
 * Nothing is forwarded again: retrieval is recomputed from the neighbors.
 */
export function choosePolicy(choice: PolicyChoice): ChosenPolicy {
  const { task, grid, knowledgeBase, gold, student, neighbors } = choice;
  const { classes } = knowledgeBase;
  const scoreOf = scoreFunctions[rankingScore(task)];
  let best: (ChosenPolicy & { crossEntropy: number }) | undefined;
  for (const k of grid.k) {
    for (const temperature of grid.temperature) {
      const retrieved = retrievedPredictions(knowledgeBase, neighbors, k, temperature);
      for (const beta of grid.beta) {
        const fused = fusedPredictions(student, retrieved, beta);
        const score = scoreOf(gold, predictedClasses(fused, classes));
        if (best && score < best.score) continue;
        const crossEntropy = meanCrossEntropy(gold, fused, classes);
        if (!best || score > best.score || crossEntropy < best.crossEntropy) {
          best = { k, temperature, beta, score, crossEntropy };
        }
      }
    }
  }
  if (!best) throw new RangeError('The grid of the retrieval policy is empty.');
  const { crossEntropy: _, ...policy } = best;
  return policy;
}

/** In nats; a probability of 0 counts as the smallest positive number. */
function meanCrossEntropy(gold: readonly number[], probabilities: Float32Array, classes: number): number {
  const losses = gold.map(
    (label, i) => -Math.log(Math.max(Number.MIN_VALUE, probabilities[i * classes + label] ?? 0)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
