import * as tf from '@tensorflow/tfjs';
import type { FusedKernelName } from '../../backend/wasm/kernel-module.ts';

/** Whether the backend in use has this kernel; where it has not, an operation is put together from TensorFlow.js's own. */
export function hasFused(name: FusedKernelName): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel that makes one tensor. It has no gradient of its own: use it inside `tf.customGrad`. */
export function runFused(
  name: FusedKernelName,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, number> = {},
): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;
}

/** Runs a kernel that makes several tensors. */
export function runFusedMany(
  name: FusedKernelName,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, number> = {},
): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attributes) as tf.Tensor[];
}
