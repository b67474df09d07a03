import * as tf from '@tensorflow/tfjs';

/** Values of a variable outside the backend's memory, row-major. */
export interface NamedArray {
  shape: number[];
  values: Float32Array;
}

/** A copy of a variable's values, which later steps leave as it is. */
export async function copied(variable: tf.Variable): Promise<NamedArray> {
  return { shape: [...variable.shape], values: Float32Array.from((await variable.data()) as Float32Array) };
}

/** Gives a variable the values of `name`, bit for bit. @throws Error where they are missing or of another shape */
export function assignArray(
  variable: tf.Variable,
  arrays: Readonly<Record<string, NamedArray>>,
  name: string,
): void {
  const array = arrays[name];
  if (!array) throw new Error(`The saved state has no "${name}".`);
  if (array.shape.join() !== variable.shape.join()) {
    throw new Error(`The saved "${name}" is [${array.shape}] where [${variable.shape}] is trained.`);
  }
  tf.tidy(() => variable.assign(tf.tensor(array.values, array.shape, 'float32')));
}
