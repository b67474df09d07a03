import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { AdamW, type Parameter, sumOfSquares } from './adamw.ts';
import { TrainingDiverged } from './training-diverged.ts';

/** What a step's loss is made of. */
export interface LossValues {
  /** What is minimized. */
  loss: tf.Scalar;
  /** Further scalars to watch, by name. */
  parts: Record<string, tf.Scalar>;
}

export interface LoopOptions {
  parameters: readonly Parameter[];
  steps: number;
  /** Learning rate by step, counted from 0. */
  learningRate(step: number): number;
  weightDecay: number;
  /** Largest global norm of the gradient; null for no clipping. */
  clipNorm: number | null;
  /** Endless batches, each the positions of its examples. */
  batches: Iterator<Int32Array>;
  /** The loss of one batch; runs inside a tidy. */
  lossOf(batch: Int32Array): LossValues;
  signal: AbortSignal;
  /** After each step; `step` counts from 1. */
  onStep(step: number, batch: Int32Array, metrics: Record<string, number>): void;
}

/**
 * Trains the parameters in place. Knows nothing of models: a batch is a list of positions, and the loss a function of it.
 * Each step reads its scalars from the backend once, before the update, so that a bad step leaves the weights as they were.
 *
 * @throws TrainingDiverged at the first loss or gradient norm that is not finite; the signal's reason once it is aborted
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { parameters, signal } = options;
  const optimizer = new AdamW(parameters, { weightDecay: options.weightDecay });
  try {
    for (let step = 0; step < options.steps; step++) {
      signal.throwIfAborted();
      const batch = options.batches.next().value;
      const { gradients, names, scalars } = gradientsOf(parameters, () => options.lossOf(batch));
      try {
        const values = await scalars.data();
        const metrics = Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]));
        const { squaredNorm = Number.NaN, ...named } = metrics;
        const gradientNorm = Math.sqrt(squaredNorm);
        if (![named.loss, gradientNorm].every(Number.isFinite)) {
          throw new TrainingDiverged(step + 1, batch, { ...named, gradientNorm });
        }
        const learningRate = options.learningRate(step);
        const { clipNorm } = options;
        const gradientScale = clipNorm !== null && gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
        optimizer.step(gradients, { learningRate, gradientScale });
        options.onStep(step + 1, batch, { ...named, learningRate, gradientNorm });
      } finally {
        tf.dispose([scalars, ...gradients.filter((gradient) => gradient !== null)]);
      }
      // Heartbeats, uploads and Ctrl-C get their turn.
      await setImmediate();
    }
  } finally {
    optimizer.dispose();
  }
}

interface StepResult {
  /** One for each parameter; null where the loss does not depend on it. */
  gradients: (tf.Tensor | null)[];
  /** Names of the values in `scalars`. */
  names: string[];
  scalars: tf.Tensor1D;
}

function gradientsOf(parameters: readonly Parameter[], lossOf: () => LossValues): StepResult {
  let names: string[] = [];
  let gradients: (tf.Tensor | null)[] = [];
  const scalars = tf.tidy(() => {
    let parts: Record<string, tf.Scalar> = {};
    const { value, grads } = tf.engine().gradients(
      () => {
        const values = lossOf();
        // The tape's own tidy would take them away.
        parts = Object.fromEntries(Object.entries(values.parts).map(([name, part]) => [name, tf.keep(part)]));
        return values.loss;
      },
      parameters.map(({ variable }) => variable),
      undefined,
      true,
    );
    gradients = grads.map((gradient) => (gradient ? tf.keep(gradient) : null));
    names = ['loss', ...Object.keys(parts), 'squaredNorm'];
    const squaredNorm = sumOfSquares(gradients.filter((gradient) => gradient !== null));
    const stacked = tf.stack([value as tf.Scalar, ...Object.values(parts), squaredNorm]) as tf.Tensor1D;
    tf.dispose(parts);
    return stacked;
  });
  return { gradients, names, scalars };
}
