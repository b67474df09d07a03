import { randomUUID } from 'node:crypto';
import type { ScoreName } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { TrackedRun } from '../run/track-run.ts';
import { evaluate, scoreOf } from './evaluate.ts';
import { recordEvaluation } from './record-evaluation.ts';

/** A score of a network without retrieval, on a dataset. */
export interface ScoreAlone {
  dataset: string;
  score: ScoreName;
  /** null where it is undefined. */
  value: number | null;
}

/**
 * Records how a run's network does on a dataset without retrieval and without a teacher beside it; once, however often it is taken up again.
 *
 * @param predictions [n, classes]
 * @returns every score of the task, the one that ranks first
 */
export async function evaluateAlone(
  run: TrackedRun,
  set: ExampleSet,
  predictions: Float32Array,
): Promise<ScoreAlone[]> {
  const record = evaluate({
    id: await run.once(`evaluation ${set.digest}`, randomUUID),
    run: run.id,
    set,
    predictions,
    teacher: null,
    retrieval: null,
    latency: null,
  });
  await recordEvaluation(run.recorder, record);
  return set.task.scores.map((score) => ({
    dataset: set.name,
    score,
    value: scoreOf(record, 'STUDENT', score),
  }));
}
