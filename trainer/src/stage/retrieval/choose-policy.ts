import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { isCollapsed } from '@stillhouse/domain/score/collapsed.ts';
import { predictedValues } from '@stillhouse/domain/score/predicted-values.ts';
import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import type { ScoreFunction } from '@stillhouse/domain/score/scores-of.ts';
import {
  tuningScoreName,
  tuningScoreOf,
  weightedTuningScoreOf,
} from '@stillhouse/domain/score/tuning-score.ts';
import { pairedStandardError } from '@stillhouse/domain/statistics/paired-bootstrap.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';

/** K, τ and β, and what they reached where they were chosen. */
export interface ChosenPolicy {
  k: number;
  temperature: number;
  beta: number;
  /** Mean of the task's scores with them; null where it is undefined. */
  score: number | null;
  /** The same for the student without retrieval. */
  alone: number | null;
  /** Whether no point of the grid could be chosen, so that the student answers alone (β = 1). */
  none: boolean;
}

export interface PolicyChoice {
  task: Task;
  grid: Pick<Pipeline['retrieval'], 'k' | 'temperature' | 'beta' | 'rule'>;
  knowledgeBase: KnowledgeBase;
  /** [n], class ids or scores of the examples that were set apart for this choice */
  gold: readonly number[];
  /** [n, classes], the student's predictions of them */
  student: Float32Array;
  /** Their exact neighbors, as many as the largest K of the grid. */
  neighbors: Neighbors;
}

/** A point of the grid on the examples of the choice. */
interface Point {
  k: number;
  temperature: number;
  beta: number;
  score: number;
  loss: number;
  /** [n], class ids or scores */
  predicted: ArrayLike<number>;
}

/** Resamplings for a standard error: 200 are enough for one (Efron and Tibshirani 1993, section 6.4). */
const draws = { seed: 1, draws: 200 };

/**
 * The point of the grid with the best mean of the task's scores on held-out examples; of equally good ones the one with the least loss:
 * cross-entropy, or mean squared error for a regression. By the rule of one standard error, the point with the greatest β that is as good
 * within chance. A point whose score is undefined, or that predicts one value for all examples although their gold labels differ, is never
 * chosen; if the grid has no other, the student answers alone. Nothing is forwarded again: retrieval is recomputed from the neighbors.
 */
export function choosePolicy(choice: PolicyChoice): ChosenPolicy {
  const { task, grid, gold, student } = choice;
  const [k] = grid.k;
  const [temperature] = grid.temperature;
  if (k === undefined || temperature === undefined || grid.beta.length === 0) {
    throw new RangeError('The grid of the retrieval policy is empty.');
  }
  const scoreOf = tuningScoreOf(task);
  const alone = scoreOf(gold, predictedValues(task, student));
  const points = bestOfEachBeta(choice, scoreOf);
  const best = points.reduce<Point | undefined>((kept, point) => better(kept, point), undefined);
  if (!best) return { k, temperature, beta: 1, score: alone, alone, none: true };
  const resampled = weightedTuningScoreOf(task);
  const withinError = ({ score, predicted }: Point) => {
    const error = pairedStandardError(gold, predicted, best.predicted, resampled, draws);
    return error !== null && best.score - score <= error;
  };
  const byBeta = [...points].sort((a, b) => b.beta - a.beta);
  const chosen = grid.rule === 'best' ? best : (byBeta.find(withinError) ?? best);
  const { score } = chosen;
  return { k: chosen.k, temperature: chosen.temperature, beta: chosen.beta, score, alone, none: false };
}

function bestOfEachBeta(
  { task, grid, knowledgeBase, gold, student, neighbors }: PolicyChoice,
  scoreOf: ScoreFunction,
): Point[] {
  const lossOf = task.kind === 'regression' ? meanSquaredError : meanCrossEntropy;
  const points = new Map<number, Point>();
  for (const k of grid.k) {
    for (const temperature of grid.temperature) {
      const retrieved = retrievedPredictions(knowledgeBase, neighbors, k, temperature);
      for (const beta of grid.beta) {
        const fused = fusedPredictions(student, retrieved, beta);
        const predicted = predictedValues(task, fused);
        const score = isCollapsed(gold, predicted) ? null : scoreOf(gold, predicted);
        if (score === null) continue;
        const point = { k, temperature, beta, score, loss: lossOf(gold, fused), predicted };
        points.set(beta, better(points.get(beta), point));
      }
    }
  }
  return [...points.values()];
}

function better(kept: Point | undefined, point: Point): Point {
  if (!kept || point.score > kept.score) return point;
  return point.score === kept.score && point.loss < kept.loss ? point : kept;
}

/** How a policy was chosen, in a sentence. @param where the examples, in words */
export function choicePhrase(
  { task, rule, where }: { task: Task; rule: Pipeline['retrieval']['rule']; where: string },
  { score, alone, none }: Pick<ChosenPolicy, 'score' | 'alone' | 'none'>,
): string {
  const figure = tuningScoreName(task);
  if (none) {
    return `β = 1, the student alone (${figure} ${scoreText(alone)} on ${where}): every K, τ and β of the grid predicts one value for all of these examples or has no defined score there`;
  }
  const by = rule === 'best' ? '' : ', the greatest β within one standard error of the best';
  return `K, τ and β by ${figure} on ${where} (${scoreText(score)} there, the student alone ${scoreText(alone)})${by}`;
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
