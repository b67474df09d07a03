import { argMax } from '../retrieval/fuse.ts';
import { outputWidth, type Task } from '../task/task.ts';

/**
 * The values that are scored: the most probable class of each row, or the score itself for a regression.
 *
 * @param predictions [n, outputs]
 * @returns [n]
 */
export function predictedValues(
  task: Pick<Task, 'kind' | 'labels'>,
  predictions: Float32Array,
): ArrayLike<number> {
  if (task.kind === 'regression') return predictions;
  const classes = outputWidth(task);
  return Int32Array.from({ length: predictions.length / classes }, (_, i) =>
    argMax(predictions.subarray(i * classes, (i + 1) * classes)),
  );
}
