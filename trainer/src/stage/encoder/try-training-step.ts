import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../../backend/backend.ts';
import { cpu } from '../../backend/cpu.ts';
import { bert } from '../../model/bert.ts';
import type { EncoderConfig } from '../../model/config.ts';
import { initialWeights } from '../../model/initialize.ts';
import { decays } from '../../model/parameters.ts';
import { hardCrossEntropy } from '../../objective/cross-entropy.ts';
import { AdamW } from '../../training/adamw.ts';
import { gradientsOf } from '../../training/gradients.ts';
import { randomFor } from '../../training/random.ts';

/** How far a backend's numbers of one training step are from those of plain JavaScript. */
export interface TrainingStepCheck {
  /** Loss, and norm of the gradient, on the backend and on cpu. */
  loss: [backend: number, cpu: number];
  gradientNorm: [backend: number, cpu: number];
  /** Largest difference of any gradient, as a share of their norm. */
  farthestGradient: number;
  /**
   * Largest difference of any weight after the step, in learning rates: Adam's first step moves each by about one. Weights whose gradient is
   * rounding error alone are left out, such as keys' biases, which no attention depends on.
   */
  farthestWeight: number;
}

const config: EncoderConfig = {
  family: 'bert',
  vocabularySize: 50,
  layers: 2,
  hidden: 16,
  heads: 2,
  intermediate: 32,
  maxPositions: 8,
  positionOffset: 0,
  typeVocabularySize: 2,
  dropout: 0.1,
  layerNormEpsilon: 1e-12,
};
const [batch, tokens, classes] = [4, 8, 3];
const learningRate = 1e-3;

/** Trains one step of a tiny BERT on the backend and on cpu, from the same weights, texts and dropout masks. Leaves cpu active. */
export async function tryTrainingStep(backend: Backend): Promise<TrainingStepCheck> {
  await backend.activate();
  const there = await oneStep();
  await cpu.activate();
  const here = await oneStep();
  const noise = 1e-4 * here.gradientNorm;
  const counts = here.gradients.map((gradient) => (Math.abs(gradient) > noise ? 1 : 0));
  return {
    loss: [there.loss, here.loss],
    gradientNorm: [there.gradientNorm, here.gradientNorm],
    farthestGradient: farthest(there.gradients, here.gradients) / here.gradientNorm,
    farthestWeight: farthest(there.weights, here.weights, counts) / learningRate,
  };
}

/** NaN where one of them is. */
function farthest(a: Float32Array, b: Float32Array, counts?: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, (counts?.[i] ?? 1) * Math.abs(value - b[i]!)), 0);
}

/** Whether two computations of a step differ by rounding alone. */
export function agrees({ loss, gradientNorm, farthestGradient, farthestWeight }: TrainingStepCheck): boolean {
  const near = ([a, b]: [number, number]) => Math.abs(a - b) <= 1e-4 * Math.abs(b);
  return near(loss) && near(gradientNorm) && farthestGradient <= 1e-5 && farthestWeight <= 0.01;
}

interface Step {
  loss: number;
  gradientNorm: number;
  gradients: Float32Array;
  weights: Float32Array;
}

async function oneStep(): Promise<Step> {
  const random = randomFor(1, 'check');
  const weights = Object.fromEntries(
    Object.entries(initialWeights(config, classes, random)).map(([name, { shape, values }]) => [
      name,
      tf.tidy(() =>
        tf.variable(
          tf.tensor(
            values.map((value) => 10 * value),
            shape,
          ),
        ),
      ),
    ]),
  );
  const ids = Int32Array.from({ length: batch * tokens }, () => random.below(config.vocabularySize));
  const mask = Float32Array.from({ length: batch * tokens }, (_, i) => (i % tokens < 5 + (i % 3) ? 1 : 0));
  const parameters = Object.entries(weights).map(([name, variable]) => ({
    name,
    variable,
    decays: decays(name),
  }));
  const optimizer = new AdamW(parameters, { weightDecay: 0.01 });
  const { gradients, scalars } = gradientsOf(parameters, Int32Array.from({ length: batch }), null, () => {
    const inputs = {
      ids: tf.tensor2d(ids, [batch, tokens], 'int32'),
      typeIds: tf.zeros<tf.Rank.R2>([batch, tokens], 'int32'),
      mask: tf.tensor2d(mask, [batch, tokens]),
    };
    const { logits } = bert(weights, config, inputs, ['logits'], random);
    return { loss: hardCrossEntropy(tf.tensor1d([0, 1, 2, 1], 'int32'), logits), parts: {} };
  });
  const [loss = Number.NaN, squaredNorm = Number.NaN] = await scalars.data();
  const gradientNorm = Math.sqrt(squaredNorm);
  optimizer.step(gradients, { learningRate, gradientScale: Math.min(1, 1 / gradientNorm) });
  const step = {
    loss,
    gradientNorm,
    gradients: await flat(gradients),
    weights: await flat(Object.values(weights)),
  };
  optimizer.dispose();
  tf.dispose([weights, scalars, gradients.filter((gradient) => gradient !== null)]);
  return step;
}

async function flat(tensors: readonly (tf.Tensor | null)[]): Promise<Float32Array> {
  const values: number[] = [];
  for (const tensor of tensors) if (tensor) values.push(...(await tensor.data()));
  return Float32Array.from(values);
}
