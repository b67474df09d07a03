import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import { rankingScore, type ScoreFunction, scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import { pairedStandardError } from '@stillhouse/domain/statistics/paired-bootstrap.ts';
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
  /** The same of the student without retrieval. */
  alone: number;
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
 * The point of the grid with the best ranking score on held-out examples; of equally good ones the one with the least loss: cross-entropy,
 * or mean squared error for a regression. By the rule of one standard error, the point with the greatest β that is as good within chance.
 * Nothing is forwarded again: retrieval is recomputed from the neighbors.
 */
export function choosePolicy(choice: PolicyChoice): ChosenPolicy {
  const { task, grid, gold, student } = choice;
  const scoreOf = scoreFunctions[rankingScore(task)];
  const points = bestOfEachBeta(choice, scoreOf);
  const best = points.reduce<Point | undefined>((kept, point) => better(kept, point), undefined);
  if (!best) throw new RangeError('The grid of the retrieval policy is empty.');
  const withinError = ({ score, predicted }: Point) =>
    best.score - score <= pairedStandardError(gold, predicted, best.predicted, scoreOf, draws);
  const byBeta = [...points].sort((a, b) => b.beta - a.beta);
  const chosen = grid.rule === 'best' ? best : (byBeta.find(withinError) ?? best);
  const { k, temperature, beta, score } = chosen;
  return { k, temperature, beta, score, alone: scoreOf(gold, predictedValues(task, student)) };
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
        const score = scoreOf(gold, predicted);
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
  { score, alone }: Pick<ChosenPolicy, 'score' | 'alone'>,
): string {
  const by = rule === 'best' ? '' : ', the greatest β within one standard error of the best';
  return `K, τ and β by ${rankingScore(task)} on ${where} (${scoreText(score)} there, the student alone ${scoreText(alone)})${by}`;
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
