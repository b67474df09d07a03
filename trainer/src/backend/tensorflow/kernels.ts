import * as tf from '@tensorflow/tfjs';
import type { FusedKernelName } from '../wasm/kernel-module.ts';
import {
  type Attribute,
  boolean,
  string,
  type TensorflowBackend,
  type as typeOf,
} from './tensorflow-backend.ts';

/**
 * Kernels of our own on the TensorFlow library: operations that it has and TensorFlow.js does not use, each in place of several. They are asked
 * for as the wasm kernels of the same names are.
 */
export function registerTensorflowKernels(backend: TensorflowBackend): void {
  const float = typeOf(backend, 'T', 'TF_FLOAT');

  register('FusedSumOfSquares', (inputs) => {
    // Half of Σ x² of one tensor, without the squares being stored.
    const halves = Object.values(inputs).map((x) => backend.executeSingleOutput('L2Loss', [float], [x!]));
    const count: Attribute = { name: 'N', type: backend.binding.TF_ATTR_INT, value: halves.length };
    const half = backend.executeSingleOutput('AddN', [float, count], halves);
    const two = scalar(backend, 2);
    const sum = backend.executeSingleOutput('Mul', [float], [half, two]);
    for (const tensor of [...halves, half, two]) backend.disposeData(tensor.dataId);
    return sum;
  });

  const channelsLast = string(backend, 'data_format', 'NHWC');
  register('FusedColumnSum', ({ x }) =>
    backend.executeSingleOutput('BiasAddGrad', [float, channelsLast], [x!]),
  );

  registerAdamW(backend, float);
}

/**
 * ResourceApplyAdam changes its variables in place where nobody else holds their memory. So the moments leave their tensors for as long as it
 * takes; the same tensors then stand for the new values, as on wasm.
 */
function registerAdamW(backend: TensorflowBackend, float: Attribute): void {
  const dtype = typeOf(backend, 'dtype', 'TF_FLOAT');
  const variable = (name: string) =>
    backend.executeSingleOutput(
      'VarHandleOp',
      [
        string(backend, 'container', ''),
        string(backend, 'shared_name', `stillhouse ${name}`),
        dtype,
        // Of no consequence: each value brings its own.
        { name: 'shape', type: backend.binding.TF_ATTR_SHAPE, value: [] },
      ],
      [],
    );
  const [weightsOf, firstOf, secondOf] = [variable('weights'), variable('first'), variable('second')];
  const store = (handle: tf.TensorInfo, value: tf.TensorInfo) =>
    backend.executeMultipleOutputs('AssignVariableOp', [dtype], [handle, value], 0);
  const load = (handle: tf.TensorInfo) => backend.executeSingleOutput('ReadVariableOp', [dtype], [handle]);
  const apply = [float, boolean(backend, 'use_locking', false), boolean(backend, 'use_nesterov', false)];

  register('FusedAdamW', ({ weights, first, second, gradient }, attributes) => {
    const { beta1 = 0, beta2 = 0, rate = 0, epsilon = 0, shrink = 1, clip = 1 } = attributes;
    const [none, lr, b1, b2, eps, kept, factor] = [0, rate, beta1, beta2, epsilon, shrink, clip].map(
      (value) => scalar(backend, value),
    ) as [
      tf.TensorInfo,
      tf.TensorInfo,
      tf.TensorInfo,
      tf.TensorInfo,
      tf.TensorInfo,
      tf.TensorInfo,
      tf.TensorInfo,
    ];
    const decayed = backend.executeSingleOutput('Mul', [float], [weights!, kept]);
    const clipped = clip === 1 ? gradient! : backend.executeSingleOutput('Mul', [float], [gradient!, factor]);
    store(weightsOf, decayed);
    backend.disposeData(decayed.dataId);
    store(firstOf, first!);
    store(secondOf, second!);
    for (const moment of [first!, second!]) release(backend, moment);
    // Powers of 0: the bias corrections are in the rate and in epsilon already.
    const inputs = [weightsOf, firstOf, secondOf, none, none, lr, b1, b2, eps, clipped];
    backend.executeMultipleOutputs('ResourceApplyAdam', apply, inputs, 0);
    replace(backend, first!, load(firstOf));
    replace(backend, second!, load(secondOf));
    const updated = load(weightsOf);
    for (const used of [none, lr, b1, b2, eps, kept, factor]) backend.disposeData(used.dataId);
    if (clip !== 1) backend.disposeData(clipped.dataId);
    return updated;
  });
}

type Attributes = Record<string, number>;

function register(
  kernelName: FusedKernelName,
  run: (inputs: tf.NamedTensorInfoMap, attributes: Attributes) => tf.TensorInfo,
): void {
  if (tf.getKernel(kernelName, 'tensorflow')) return;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => run(inputs, attrs as unknown as Attributes),
  });
}

function scalar(backend: TensorflowBackend, value: number): tf.TensorInfo {
  const dataId = backend.write(Float32Array.of(value), [], 'float32');
  return { dataId, shape: [], dtype: 'float32' };
}

/** Gives up a tensor's memory; it must be replaced before anybody reads it. */
function release(backend: TensorflowBackend, tensor: tf.TensorInfo): void {
  const held = backend.tensorMap.get(tensor.dataId);
  backend.binding.deleteTensor(held.id);
  held.id = -1;
}

/** The tensor takes over the memory of another, which is no more. */
function replace(backend: TensorflowBackend, tensor: tf.TensorInfo, by: tf.TensorInfo): void {
  backend.tensorMap.get(tensor.dataId).id = backend.tensorMap.get(by.dataId).id;
  backend.tensorMap.delete(by.dataId);
}
