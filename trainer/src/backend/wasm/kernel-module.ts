import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

/** Kernels of our own, which the model and the optimizer use where the backend has them (trainer/kernels is their source). */
export type FusedKernelName =
  | 'FusedAdamW'
  | 'FusedAttention'
  | 'FusedAttentionGradient'
  | 'FusedColumnSum'
  | 'FusedDense'
  | 'FusedDropout'
  | 'FusedGatherRows'
  | 'FusedGelu'
  | 'FusedGeluGradient'
  | 'FusedLayerNorm'
  | 'FusedLayerNormGradient'
  | 'FusedSumOfSquares';

type Kernel = (...numbers: number[]) => number;

/** The functions that trainer/kernels/main.ts exports. Pointers are byte offsets into TensorFlow.js's memory. */
interface KernelExports {
  adamw: Kernel;
  attention: Kernel;
  attentionGradient: Kernel;
  columnSum: Kernel;
  dropout: Kernel;
  gatherRows: Kernel;
  gelu: Kernel;
  geluGradient: Kernel;
  gemm: Kernel;
  gemmBatch: Kernel;
  gemmScratch: Kernel;
  layerNorm: Kernel;
  layerNormGradient: Kernel;
  segmentSum: Kernel;
  sumOfSquares: Kernel;
}

/** What we use of Node's WebAssembly, whose types come only with the DOM's. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

/** What we use of TensorFlow.js's wasm backend. */
export interface WasmBackend {
  wasm: {
    asm: { memory: object };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  incRef(dataId: object): void;
  makeOutput(
    shape: number[],
    dtype: tf.DataType,
    memoryOffset?: number | null,
    values?: Float32Array,
  ): tf.TensorInfo;
}

/** Our kernels beside a wasm backend, in its memory. */
export interface KernelModule {
  call: KernelExports;
  /** Working memory of the matrix product. */
  scratch: number;
  /** Byte offset of a tensor's values. */
  pointer(tensor: tf.TensorInfo): number;
  output(shape: number[]): tf.TensorInfo;
  scalar(value: number): tf.TensorInfo;
  /** The same values under another tensor. */
  share(tensor: tf.TensorInfo): tf.TensorInfo;
  /** At least so many bytes of working memory, valid until the next call of this function. */
  temporary(bytes: number): number;
}

/** Instantiates trainer/kernels in the memory of the given backend. */
export async function loadKernels(backend: WasmBackend): Promise<KernelModule> {
  const binary = await readFile(new URL('./kernels.wasm', import.meta.url));
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory: backend.wasm.asm.memory } });
  const call = instance.exports as unknown as KernelExports;
  let temporary = { pointer: 0, bytes: 0 };
  return {
    call,
    scratch: allocate(backend, call.gemmScratch()),
    pointer: (tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset,
    output: (shape) => backend.makeOutput(shape, 'float32'),
    scalar: (value) => backend.makeOutput([], 'float32', null, Float32Array.of(value)),
    share({ dataId, shape, dtype }) {
      backend.incRef(dataId);
      return { dataId, shape, dtype };
    },
    temporary(bytes) {
      if (bytes > temporary.bytes) {
        if (temporary.pointer) backend.wasm._free(temporary.pointer);
        temporary = { pointer: allocate(backend, bytes), bytes };
      }
      return temporary.pointer;
    },
  };
}

/** Registers a kernel for the wasm backend, in place of one of that name that may be there. */
export function registerWasmKernel(
  kernelName: string,
  kernelFunc: (inputs: tf.NamedTensorInfoMap, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[],
): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => kernelFunc(inputs, attrs as unknown as Attributes),
  });
}
export type Attributes = Record<string, number>;

export function required(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (!tensor) throw new Error(`The kernel needs the input "${name}".`);
  return tensor;
}

export function dimension(tensor: tf.TensorInfo, axis: number): number {
  const size = tensor.shape.at(axis);
  if (size === undefined) throw new Error(`A tensor of shape [${tensor.shape}] has no axis ${axis}.`);
  return size;
}

function allocate(backend: WasmBackend, bytes: number): number {
  const pointer = backend.wasm._malloc(bytes) >>> 0;
  if (!pointer) throw new Error(`WebAssembly's memory has no room for ${bytes} bytes more.`);
  return pointer;
}
