import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { rankingScore, scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';
import { predictedValues } from '../encoder/predictions.ts';
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
  /** [n], class ids or scores of the examples that were set apart for this choice */
  gold: readonly number[];
  /** [n, classes], the student's predictions of them */
  student: Float32Array;
  /** Their exact neighbors, as many as the largest K of the grid. */
  neighbors: Neighbors;
}

/**
 * The point of the grid with the best ranking score on held-out examples; of equally good ones the one with the least loss: cross-entropy,
 * or mean squared error for a regression.
 * Nothing is forwarded again: retrieval is recomputed from the neighbors.
 */
export function choosePolicy(choice: PolicyChoice): ChosenPolicy {
  const { task, grid, knowledgeBase, gold, student, neighbors } = choice;
  const lossOf = task.kind === 'regression' ? meanSquaredError : meanCrossEntropy;
  const scoreOf = scoreFunctions[rankingScore(task)];
  let best: (ChosenPolicy & { loss: number }) | undefined;
  for (const k of grid.k) {
    for (const temperature of grid.temperature) {
      const retrieved = retrievedPredictions(knowledgeBase, neighbors, k, temperature);
      for (const beta of grid.beta) {
        const fused = fusedPredictions(student, retrieved, beta);
        const score = scoreOf(gold, predictedValues(task, fused));
        if (best && score < best.score) continue;
        const loss = lossOf(gold, fused);
        if (!best || score > best.score || loss < best.loss) {
          best = { k, temperature, beta, score, loss };
        }
      }
    }
  }
  if (!best) throw new RangeError('The grid of the retrieval policy is empty.');
  const { loss: _, ...policy } = best;
  return policy;
}

/** How a policy was chosen, in a sentence. @param where the examples, in words; @param score of the policy there */
export function choicePhrase(task: Task, where: string, score: number): string {
  return `K, τ and β by ${rankingScore(task)} on ${where} (${(100 * score).toFixed(1)} there)`;
}

/** In nats; a probability of 0 counts as the smallest positive number. */
function meanCrossEntropy(gold: readonly number[], probabilities: Float32Array): number {
  const classes = probabilities.length / gold.length;
  const losses = gold.map(
    (label, i) => -Math.log(Math.max(Number.MIN_VALUE, probabilities[i * classes + label] ?? 0)),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function meanSquaredError(gold: readonly number[], predicted: Float32Array): number {
  return gold.reduce((sum, score, i) => sum + (score - predicted[i]!) ** 2, 0) / gold.length;
}
