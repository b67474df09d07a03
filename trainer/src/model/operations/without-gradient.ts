import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';

/**
 * Runs operations off the gradient tape, so that nothing is kept for a backward pass through them: what `torch.no_grad` does, which
 * TensorFlow.js lacks. Their results are constants to whatever is computed from them.
 *
 * @param beside any tensor (an operation with a gradient of its own needs an input)
 * @param run makes float32 tensors of any shape
 */
export function withoutGradient(beside: tf.Tensor, run: () => tf.Tensor[]): tf.Tensor[] {
  let shapes: number[][] = [];
  const flat = withGradient(
    [beside],
    () => {
      const tensors = run();
      shapes = tensors.map(({ shape }) => shape);
      return { value: tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))), keep: [] };
    },
    () => [tf.zeros(beside.shape)],
  );
  const parts = tf.split(
    flat,
    shapes.map((shape) => tf.util.sizeFromShape(shape)),
  );
  return parts.map((part, i) => tf.reshape(part, shapes[i] ?? []));
}
