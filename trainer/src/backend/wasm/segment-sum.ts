import * as tf from '@tensorflow/tfjs';
import { type KernelModule, registerWasmKernel, required } from './kernel-module.ts';

/** UnsortedSegmentSum, the gradient of a gather, which TensorFlow.js's wasm backend lacks. */
export function registerSegmentSum(kernels: KernelModule): void {
  registerWasmKernel('UnsortedSegmentSum', (inputs, { numSegments = 0 }) => {
    const x = required(inputs, 'x');
    const segments = required(inputs, 'segmentIds');
    const rows = tf.util.sizeFromShape(segments.shape);
    const rest = x.shape.slice(segments.shape.length);
    const output = kernels.output([numSegments, ...rest]);
    kernels.call.segmentSum(
      rows,
      tf.util.sizeFromShape(rest),
      numSegments,
      kernels.pointer(x),
      kernels.pointer(segments),
      kernels.pointer(output),
    );
    return output;
  });
}
