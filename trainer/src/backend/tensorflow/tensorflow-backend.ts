import type * as tf from '@tensorflow/tfjs';

/** An attribute of one of TensorFlow's operations. */
export interface Attribute {
  name: string;
  type: number;
  value: unknown;
}

/** What we use of tfjs-node's backend, which runs any operation of the library by its name. */
export interface TensorflowBackend {
  binding: Record<
    'TF_FLOAT' | 'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_STRING' | 'TF_ATTR_SHAPE',
    number
  > & { deleteTensor(id: number): void };
  tensorMap: { get(dataId: object): { id: number }; delete(dataId: object): boolean };
  executeSingleOutput(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.TensorInfo;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.TensorInfo[];
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
  disposeData(dataId: object): void;
}

export function type({ binding }: TensorflowBackend, name: string, value: 'TF_FLOAT'): Attribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding[value] };
}

export function boolean({ binding }: TensorflowBackend, name: string, value: boolean): Attribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}

export function string({ binding }: TensorflowBackend, name: string, value: string): Attribute {
  return { name, type: binding.TF_ATTR_STRING, value };
}
