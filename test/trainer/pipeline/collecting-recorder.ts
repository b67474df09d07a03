import type { CreateEvaluation, PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { silentRecorder } from '@stillhouse/trainer/stage/run/silent-recorder.ts';

interface Collected {
  create: CreateEvaluation;
  batches: PredictionBatch[];
}

/** A recorder that keeps the evaluations it is told of, in memory. */
export function collectingRecorder(): { recorder: Recorder; evaluations: () => Collected[] } {
  const collected: Collected[] = [];
  const recorder: Recorder = {
    ...silentRecorder,
    async createEvaluation(create) {
      collected.push({ create, batches: [] });
    },
    async writePredictions(batch) {
      collected.find(({ create }) => create.id === batch.evaluation)?.batches.push(batch);
    },
  };
  return { recorder, evaluations: () => collected };
}
