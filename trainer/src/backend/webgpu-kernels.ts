import * as tf from '@tensorflow/tfjs';

/** What we use of TensorFlow.js's webgpu backend. */
interface WebgpuBackend {
  device: {
    limits: { maxStorageBuffersPerShaderStage: number };
    onuncapturederror: ((event: { error: { message: string } }) => void) | null;
  };
  disposeData(dataId: object): void;
}

/**
 * AddN in as many parts as it takes: TensorFlow.js's own (4.22) binds a buffer for each input, and beyond the device's limit (8 by default) it
 * gives zeros.
 */
export function registerWebgpuAddN(): void {
  const own = tf.getKernel('AddN', 'webgpu');
  if (!own || repaired.has(own.kernelFunc)) return;
  const kernelFunc: tf.KernelFunc = ({ inputs, backend }) => {
    const webgpu = backend as WebgpuBackend;
    // One buffer is the output's.
    const most = webgpu.device.limits.maxStorageBuffersPerShaderStage - 1;
    const add = (tensors: tf.TensorInfo[]): tf.TensorInfo => {
      if (tensors.length <= most) {
        const numbered = tensors as unknown as tf.NamedTensorInfoMap;
        return own.kernelFunc({ inputs: numbered, backend }) as tf.TensorInfo;
      }
      const sum = add(tensors.slice(0, most));
      const all = add([sum, ...tensors.slice(most)]);
      webgpu.disposeData(sum.dataId);
      return all;
    };
    return add(inputs as unknown as tf.TensorInfo[]);
  };
  repaired.add(kernelFunc);
  tf.unregisterKernel('AddN', 'webgpu');
  tf.registerKernel({ ...own, kernelFunc });
}

const repaired = new WeakSet<tf.KernelFunc>();

/** From now on what the GPU refuses ends the process: by itself Dawn prints a line, and the numbers are wrong. */
export function failOnDeviceErrors(): void {
  (tf.backend() as unknown as WebgpuBackend).device.onuncapturederror = ({ error }) => {
    process.nextTick(() => {
      throw new Error(
        `WebGPU refused a computation, so that its numbers are not to be trusted: ${error.message}`,
      );
    });
  };
}
