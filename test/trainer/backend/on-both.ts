import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from '../close-to.ts';

/** Numbers between −1 and 1 that look random and are the same every time. */
export function numbers(size: number, seed = 1): Float32Array {
  return Float32Array.from(
    { length: size },
    (_, i) => Math.sin((i + 1) * 12.9898 * seed) * Math.cos((i + 3) * 4.1414),
  );
}

/** What `compute` makes on the wasm backend with our kernels, and on cpu from TensorFlow.js's own operations. */
export async function onBoth(
  compute: () => tf.Tensor[],
): Promise<{ wasm: Float32Array[]; cpu: Float32Array[] }> {
  const run = async () => {
    const tensors = tf.tidy(compute);
    const values = await Promise.all(tensors.map((tensor) => tensor.data() as Promise<Float32Array>));
    tf.dispose(tensors);
    return values;
  };
  await cpu.activate();
  const onCpu = await run();
  await wasm.activate();
  return { wasm: await run(), cpu: onCpu };
}

/** Asserts that wasm and cpu agree on every number that `compute` makes. */
export async function expectAgreement(compute: () => tf.Tensor[], tolerance: number): Promise<void> {
  const results = await onBoth(compute);
  results.wasm.forEach((values, i) => {
    expectClose(values, results.cpu[i]!, tolerance);
  });
}

/** Value and gradients of Σ f(inputs)·weights, the weights fixed, so that every output counts differently. */
export function valueAndGradients(inputs: tf.Tensor[], f: (inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor[] {
  const { value, grads } = tf.engine().gradients(
    () => {
      const output = f(inputs);
      return tf.sum<tf.Scalar>(tf.mul(output, tf.tensor(numbers(output.size, 3), output.shape)));
    },
    inputs,
    undefined,
    false,
  );
  return [value, ...grads];
}
