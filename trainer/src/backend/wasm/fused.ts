import * as tf from '@tensorflow/tfjs';
import {
  type Attributes,
  dimension,
  type FusedKernelName,
  type KernelModule,
  registerWasmKernel,
  required,
} from './kernel-module.ts';

/** Registers every fused kernel but attention's (attention.ts). Inputs and attributes are those of their callers in model/ and training/. */
export function registerFusedKernels(kernels: KernelModule): void {
  const { call, pointer, output } = kernels;
  const register = (
    name: FusedKernelName,
    run: (inputs: tf.NamedTensorInfoMap, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[],
  ) => registerWasmKernel(name, run);
  const sizeOf = (tensor: tf.TensorInfo) => tf.util.sizeFromShape(tensor.shape);

  // weights [width of y, width of x], as Hugging Face stores them
  register('FusedDense', (inputs) => {
    const x = required(inputs, 'x');
    const weight = required(inputs, 'weight');
    const bias = required(inputs, 'bias');
    const rows = dimension(x, 0);
    const depth = dimension(x, 1);
    const width = dimension(weight, 0);
    const y = output([rows, width]);
    call.gemm(
      0,
      1,
      rows,
      width,
      depth,
      pointer(x),
      depth,
      pointer(weight),
      depth,
      pointer(y),
      width,
      pointer(bias),
      kernels.scratch,
    );
    return y;
  });

  // TensorFlow.js's own copies; tensors never change once they are made, so both can share their values, as with reshape.
  registerWasmKernel('Identity', (inputs) => kernels.share(required(inputs, 'x')));

  register('FusedGatherRows', (inputs) => {
    const table = required(inputs, 'table');
    const ids = required(inputs, 'ids');
    const rows = dimension(ids, 0);
    const width = dimension(table, 1);
    const y = output([rows, width]);
    call.gatherRows(rows, width, dimension(table, 0), pointer(table), pointer(ids), pointer(y));
    return y;
  });

  register('FusedGelu', (inputs) => {
    const x = required(inputs, 'x');
    const y = output(x.shape);
    call.gelu(sizeOf(x), pointer(x), pointer(y));
    return y;
  });

  register('FusedGeluGradient', (inputs) => {
    const x = required(inputs, 'x');
    const dx = output(x.shape);
    call.geluGradient(sizeOf(x), pointer(x), pointer(required(inputs, 'dy')), pointer(dx));
    return dx;
  });

  register('FusedLayerNorm', (inputs, { epsilon = 0 }) => {
    const x = required(inputs, 'x');
    const width = dimension(x, -1);
    const y = output(x.shape);
    const gamma = pointer(required(inputs, 'gamma'));
    const beta = pointer(required(inputs, 'beta'));
    call.layerNorm(sizeOf(x) / width, width, epsilon, pointer(x), gamma, beta, pointer(y));
    return y;
  });

  register('FusedLayerNormGradient', (inputs, { epsilon = 0 }) => {
    const x = required(inputs, 'x');
    const width = dimension(x, -1);
    const dx = output(x.shape);
    const dgamma = output([width]);
    const dbeta = output([width]);
    for (const sums of [dgamma, dbeta]) call.columnSum(0, width, 0, pointer(sums));
    call.layerNormGradient(
      sizeOf(x) / width,
      width,
      epsilon,
      pointer(x),
      pointer(required(inputs, 'gamma')),
      pointer(required(inputs, 'dy')),
      pointer(dx),
      pointer(dgamma),
      pointer(dbeta),
    );
    return [dx, dgamma, dbeta];
  });

  register('FusedDropout', (inputs, { seed = 0, threshold = 0, scale = 1 }) => {
    const x = required(inputs, 'x');
    const y = output(x.shape);
    call.dropout(sizeOf(x), 0, seed, threshold, scale, pointer(x), pointer(y));
    return y;
  });

  register('FusedColumnSum', (inputs) => {
    const x = required(inputs, 'x');
    const width = dimension(x, -1);
    const sums = output([width]);
    call.columnSum(sizeOf(x) / width, width, pointer(x), pointer(sums));
    return sums;
  });

  register('FusedSumOfSquares', (inputs) => {
    const tensors = Object.values(inputs).filter((tensor) => tensor !== undefined);
    const total = tensors.reduce(
      (sum, tensor) => sum + call.sumOfSquares(sizeOf(tensor), pointer(tensor)),
      0,
    );
    return kernels.scalar(total);
  });

  // Writes the moments, which the optimizer alone holds, into the memory of its inputs.
  register('FusedAdamW', (inputs, attributes) => {
    const weights = required(inputs, 'weights');
    const { beta1 = 0, beta2 = 0, rate = 0, epsilon = 0, shrink = 1, clip = 1 } = attributes;
    const updated = output(weights.shape);
    call.adamw(
      sizeOf(weights),
      beta1,
      beta2,
      rate,
      epsilon,
      shrink,
      clip,
      pointer(weights),
      pointer(updated),
      pointer(required(inputs, 'first')),
      pointer(required(inputs, 'second')),
      pointer(required(inputs, 'gradient')),
    );
    return updated;
  });
}
