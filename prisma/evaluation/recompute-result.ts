import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ScoreRecord } from '@stillhouse/domain/record/evaluation.ts';
import { scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import { type GainTest, gainTestSteps } from '@stillhouse/domain/statistics/gain-test.ts';
import { type ScoreName, scoreNames, type Task } from '@stillhouse/domain/task/task.ts';
import type { Predicted } from './read-predicted.ts';

/** Longest time for which the event loop is blocked, in milliseconds. */
const slice = 20;

/** What follows from the stored predictions of an evaluation. */
export interface Recomputed {
  scores: ScoreRecord[];
  /** null without retrieval, or for a task without known scores. */
  gain: GainTest | null;
}

/**
 * Computes every score of every predictor and the test of the gain, in slices between which other work goes on.
 *
 * @param names scores asked for besides the task's
 * @returns null where an example has no gold label, so that nothing can be scored
 */
export async function recomputeResult(
  { gold, values }: Predicted,
  task: Task | null,
  names: readonly string[],
): Promise<Recomputed | null> {
  if (!gold) return null;
  const wanted = scoreNames.filter((name) => task?.scores.includes(name) || names.includes(name));
  const scores: ScoreRecord[] = [];
  for (const [predictor, predicted] of values) {
    for (const name of wanted) {
      scores.push({ predictor, name, value: scoreFunctions[name](gold, predicted) });
      await nextTurn();
    }
  }
  const [alone, fused] = [values.get('STUDENT') ?? values.get('TEACHER'), values.get('FUSED')];
  const tested = task !== null && task.scores.length > 0 && alone && fused;
  return { scores, gain: tested ? await inSlices(gainTestSteps(task, gold, alone, fused)) : null };
}

export function isScoreName(name: string): name is ScoreName {
  return scoreNames.some((known) => known === name);
}

async function inSlices<Result>(steps: Generator<void, Result>): Promise<Result> {
  let step = steps.next();
  let begun = performance.now();
  while (!step.done) {
    if (performance.now() - begun > slice) {
      await nextTurn();
      begun = performance.now();
    }
    step = steps.next();
  }
  return step.value;
}
