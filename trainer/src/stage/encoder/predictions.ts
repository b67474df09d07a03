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
