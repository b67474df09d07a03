import type { Recorder } from '../../record/recorder.ts';
import type { EvaluationRecord } from './evaluate.ts';

/** Records an evaluation from its beginning to its end. */
export async function recordEvaluation(
  recorder: Recorder,
  { create, batches, finish }: EvaluationRecord,
): Promise<void> {
  await recorder.createEvaluation(create);
  for (const batch of batches) await recorder.writePredictions(batch);
  await recorder.finishEvaluation(finish);
}
