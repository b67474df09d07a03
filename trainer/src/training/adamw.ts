import * as tf from '@tensorflow/tfjs';
import type { FusedKernelName } from '../backend/wasm/kernel-module.ts';
import { assignArray, copied, type NamedArray } from './named-array.ts';

/** A weight that is trained. */
export interface Parameter {
  name: string;
  variable: tf.Variable;
  /** Whether weight decay applies to it. */
  decays: boolean;
}

export interface AdamWOptions {
  weightDecay: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

export interface AdamWState {
  steps: number;
  moments: Record<string, NamedArray>;
}

/** How one step is taken. */
export interface StepSize {
  learningRate: number;
  /** What every gradient is multiplied by first: below 1 where the global norm is clipped. */
  gradientScale: number;
}

/**
 * AdamW: Adam with bias correction and decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2).
 * The weights change in place; the moments live in the backend's memory until `dispose`.
 */
export class AdamW {
  private readonly slots: { parameter: Parameter; first: tf.Variable; second: tf.Variable }[];
  private readonly options: Required<AdamWOptions>;
  private steps = 0;

  constructor(parameters: readonly Parameter[], options: AdamWOptions) {
    this.options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.slots = parameters.map((parameter) => ({
      parameter,
      first: tf.tidy(() => tf.variable(tf.zerosLike(parameter.variable), false)),
      second: tf.tidy(() => tf.variable(tf.zerosLike(parameter.variable), false)),
    }));
  }

  /** @param gradients one for each parameter, in their order; null leaves its parameter as it is */
  step(gradients: readonly (tf.Tensor | null)[], { learningRate, gradientScale }: StepSize): void {
    this.steps++;
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const secondCorrection = Math.sqrt(1 - beta2 ** this.steps);
    const update = hasFusedUpdate() ? fusedUpdate : composedUpdate;
    this.slots.forEach(({ parameter, first, second }, i) => {
      const gradient = gradients[i];
      if (!gradient) return;
      update(parameter.variable, first, second, gradient, {
        beta1,
        beta2,
        // The two bias corrections, m / (1 − β1ᵗ) and v / (1 − β2ᵗ), taken out of the update.
        rate: (learningRate * secondCorrection) / (1 - beta1 ** this.steps),
        epsilon: epsilon * secondCorrection,
        shrink: 1 - (parameter.decays ? learningRate * weightDecay : 0),
        clip: gradientScale,
      });
    });
  }

  /** Steps taken, and a copy of the moments by `first.<name>` and `second.<name>`. */
  async state(): Promise<AdamWState> {
    const moments: Record<string, NamedArray> = {};
    for (const { parameter, first, second } of this.slots) {
      moments[`first.${parameter.name}`] = await copied(first);
      moments[`second.${parameter.name}`] = await copied(second);
    }
    return { steps: this.steps, moments };
  }

  /** Goes back to a state of an optimizer of the same parameters. @throws Error naming a moment that is missing or of another shape */
  restore({ steps, moments }: AdamWState): void {
    for (const { parameter, first, second } of this.slots) {
      assignArray(first, moments, `first.${parameter.name}`);
      assignArray(second, moments, `second.${parameter.name}`);
    }
    this.steps = steps;
  }

  dispose(): void {
    for (const { first, second } of this.slots) tf.dispose([first, second]);
  }
}

/** Σ g² over all gradients. @returns scalar */
export function sumOfSquares(gradients: readonly tf.Tensor[]): tf.Scalar {
  const kernel: FusedKernelName = 'FusedSumOfSquares';
  if (tf.getKernel(kernel, tf.getBackend())) {
    return tf.engine().runKernel(kernel, Object.fromEntries(gradients.map((g, i) => [i, g]))) as tf.Scalar;
  }
  return tf.tidy(() => tf.addN(gradients.map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)))));
}

type Coefficients = Record<'beta1' | 'beta2' | 'rate' | 'epsilon' | 'shrink' | 'clip', number>;

const fusedKernel: FusedKernelName = 'FusedAdamW';

function hasFusedUpdate(): boolean {
  return tf.getKernel(fusedKernel, tf.getBackend()) !== undefined;
}

function fusedUpdate(
  weights: tf.Variable,
  first: tf.Variable,
  second: tf.Variable,
  gradient: tf.Tensor,
  coefficients: Coefficients,
): void {
  tf.tidy(() => {
    const inputs = { weights, first, second, gradient };
    weights.assign(tf.engine().runKernel(fusedKernel, inputs, coefficients) as tf.Tensor);
  });
}

function composedUpdate(
  weights: tf.Variable,
  first: tf.Variable,
  second: tf.Variable,
  gradient: tf.Tensor,
  { beta1, beta2, rate, epsilon, shrink, clip }: Coefficients,
): void {
  tf.tidy(() => {
    const g = tf.mul(gradient, clip);
    first.assign(tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)));
    second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)));
    const step = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon));
    weights.assign(tf.sub(tf.mul(weights, shrink), step));
  });
}
