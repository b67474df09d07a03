// Milliseconds of one training step, median of several: node --import tsx bench/training-step.ts [backend]

import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { bert } from '@stillhouse/trainer/model/bert.ts';
import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { decays } from '@stillhouse/trainer/model/parameters.ts';
import { fineTune } from '@stillhouse/trainer/objective/fine-tune.ts';
import { BatchOrder } from '@stillhouse/trainer/training/batch-order.ts';
import { runLoop } from '@stillhouse/trainer/training/loop.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

interface Case {
  name: string;
  layers: number;
  hidden: number;
  heads: number;
  vocabularySize: number;
  batch: number;
  tokens: number;
}

const cases: Case[] = [
  { name: 'demo student', layers: 2, hidden: 64, heads: 2, vocabularySize: 1000, batch: 32, tokens: 16 },
  { name: 'demo teacher', layers: 4, hidden: 128, heads: 4, vocabularySize: 1000, batch: 32, tokens: 16 },
  { name: 'tiny', layers: 2, hidden: 128, heads: 2, vocabularySize: 30522, batch: 16, tokens: 64 },
  { name: 'mini', layers: 4, hidden: 256, heads: 4, vocabularySize: 30522, batch: 16, tokens: 64 },
];
const warmUps = 3;
const steps = 15;

const requested = z
  .enum(backendNames)
  .nullable()
  .parse(process.argv[2] ?? null);
const backend = await chooseBackend(requested);
console.log(`${backend.name} on ${backend.device}`);
for (const testCase of cases)
  console.log(`${describe(testCase)}: ${(await measure(testCase)).toFixed(1)} ms`);

async function measure({ batch, tokens, ...shape }: Case): Promise<number> {
  const config: EncoderConfig = {
    ...shape,
    family: 'bert',
    intermediate: 4 * shape.hidden,
    maxPositions: tokens,
    positionOffset: 0,
    typeVocabularySize: 2,
    dropout: 0.1,
    layerNormEpsilon: 1e-12,
  };
  const random = randomFor(1, 'bench');
  const weights = Object.fromEntries(
    Object.entries(initialWeights(config, 2, random)).map(([name, { shape, values }]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, shape))),
    ]),
  );
  const objective = fineTune({ name: 'fine-tune' }, { kind: 'classification' });
  const times: number[] = [];
  let last = performance.now();
  await runLoop({
    updates: [
      {
        name: '',
        parameters: Object.entries(weights).map(([name, variable]) => ({
          name,
          variable,
          decays: decays(name),
        })),
        learningRate: () => 1e-4,
        weightDecay: 0.01,
        clipNorm: 1,
        lossOf() {
          const ids = Int32Array.from({ length: batch * tokens }, () => random.below(config.vocabularySize));
          const inputs = {
            ids: tf.tensor2d(ids, [batch, tokens], 'int32'),
            typeIds: tf.zeros<tf.Rank.R2>([batch, tokens], 'int32'),
            mask: tf.ones<tf.Rank.R2>([batch, tokens]),
          };
          const labels = Int32Array.from({ length: batch }, () => random.below(2));
          const { logits } = bert(weights, config, inputs, ['logits'], random);
          return objective.evaluate({
            student: { logits },
            teacher: {},
            labels: tf.tensor1d(labels, 'int32'),
            mask: inputs.mask,
            weights: {},
          });
        },
      },
    ],
    steps: warmUps + steps,
    batches: new BatchOrder({ size: batch, batchSize: batch, random }),
    signal: new AbortController().signal,
    onStep() {
      const now = performance.now();
      times.push(now - last);
      last = now;
    },
  });
  tf.dispose(weights);
  return times.slice(warmUps).sort((a, b) => a - b)[Math.floor(steps / 2)] ?? Number.NaN;
}

function describe({ name, layers, hidden, vocabularySize, batch, tokens }: Case): string {
  return `${name} ${layers}×${hidden}, ${batch}×${tokens} tokens, vocabulary ${vocabularySize}`;
}
