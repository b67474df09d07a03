import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import * as tf from '@tensorflow/tfjs';

/** Makes the backend TensorFlow.js's current one. @throws ExpectedError if it does not start, or if another one took its place silently */
export async function setBackend(name: string): Promise<void> {
  // Without this each first use of the cpu backend prints an advertisement of tfjs-node.
  tf.enableProdMode();
  const started = await tf.setBackend(name).catch((cause: unknown) => {
    throw new ExpectedError(
      'UNAVAILABLE',
      `TensorFlow.js's backend "${name}" did not start: ${String(cause)}`,
    );
  });
  await tf.ready();
  const current = tf.getBackend();
  if (!started || current !== name) {
    throw new ExpectedError(
      'UNAVAILABLE',
      `TensorFlow.js's backend "${name}" did not start: "${current}" is in use.`,
    );
  }
}
