import * as tf from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';
import { cpu } from '../backend/cpu.ts';
import { bert } from '../model/bert.ts';
import type { EncoderConfig } from '../model/config.ts';
import { initialWeights } from '../model/initialize.ts';
import { decays } from '../model/parameters.ts';
import { fineTune } from '../objective/fine-tune.ts';
import { runLoop } from '../training/loop.ts';
import { randomFor } from '../training/random.ts';

/** How far a backend's numbers of one training step are from those of plain JavaScript. */
export interface TrainingStepCheck {
  /** Loss, and norm of the gradient, on the backend and on cpu. */
  loss: [backend: number, cpu: number];
  gradientNorm: [backend: number, cpu: number];
  /** Largest difference of any weight after the step, in learning rates: Adam's first step moves each by at most one. */
  farthestWeight: number;
}

const config: EncoderConfig = {
  vocabularySize: 50,
  layers: 2,
  hidden: 16,
  heads: 2,
  intermediate: 32,
  maxPositions: 8,
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
  const differences = here.weights.map((weight, i) => Math.abs(weight - (there.weights[i] ?? Number.NaN)));
  return {
    loss: [there.loss, here.loss],
    gradientNorm: [there.gradientNorm, here.gradientNorm],
    farthestWeight: differences.reduce((a, b) => (b <= a ? a : b), 0) / learningRate,
  };
}

/** Whether two computations of a step differ by rounding alone. */
export function agrees({ loss, gradientNorm, farthestWeight }: TrainingStepCheck): boolean {
  const near = ([a, b]: [number, number]) => Math.abs(a - b) <= 1e-4 * Math.abs(b);
  // Adam divides by the gradient's own size, so where a gradient is nearly 0 its rounding moves the weight.
  return near(loss) && near(gradientNorm) && farthestWeight <= 0.05;
}

async function oneStep(): Promise<{ loss: number; gradientNorm: number; weights: Float32Array }> {
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
  const result = { loss: Number.NaN, gradientNorm: Number.NaN };
  await runLoop({
    parameters: Object.entries(weights).map(([name, variable]) => ({ name, variable, decays: decays(name) })),
    steps: 1,
    learningRate: () => learningRate,
    weightDecay: 0.01,
    clipNorm: 1,
    batches: [Int32Array.from({ length: batch }, (_, i) => i)].values(),
    lossOf() {
      const inputs = {
        ids: tf.tensor2d(ids, [batch, tokens], 'int32'),
        typeIds: tf.zeros<tf.Rank.R2>([batch, tokens], 'int32'),
        mask: tf.tensor2d(mask, [batch, tokens]),
      };
      const { logits } = bert(weights, config, inputs, ['logits'], random);
      return fineTune().evaluate({ logits }, {}, tf.tensor1d([0, 1, 2, 1], 'int32'));
    },
    signal: new AbortController().signal,
    onStep(_step, _batch, { loss = Number.NaN, gradientNorm = Number.NaN }) {
      Object.assign(result, { loss, gradientNorm });
    },
  });
  const values: number[] = [];
  for (const variable of Object.values(weights)) values.push(...(await variable.data()));
  tf.dispose(weights);
  return { ...result, weights: Float32Array.from(values) };
}
