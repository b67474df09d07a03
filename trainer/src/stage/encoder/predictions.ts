import { argMax } from '@stillhouse/domain/retrieval/fuse.ts';
import { outputWidth, type Task } from '@stillhouse/domain/task/task.ts';
import { softmaxRows } from '../../knowledge/softmax.ts';

/**
 * What a network predicts of n examples: the probabilities of the classes, or for a regression the score, which is its output as it stands.
 *
 * @param logits [n, outputs]
 * @returns [n, outputs]
 */
export function predictionsOf(task: Task, logits: Float32Array): Float32Array {
  return task.kind === 'regression' ? logits : softmaxRows(logits, outputWidth(task));
}

/**
 * What is scored of predictions: the class of each row, or for a regression the score.
 *
 * @param predictions [n, outputs]
 * @returns [n]
 */
export function predictedValues(task: Task, predictions: Float32Array): ArrayLike<number> {
  if (task.kind === 'regression') return predictions;
  const classes = outputWidth(task);
  return Int32Array.from({ length: predictions.length / classes }, (_, i) =>
    argMax(predictions.subarray(i * classes, (i + 1) * classes)),
  );
}
