// One of our backends as a contender: tfjs-process.ts BACKEND SIZE [VOCABULARY].

import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { bert, type EncoderInputs } from '@stillhouse/trainer/model/bert.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { decays } from '@stillhouse/trainer/model/parameters.ts';
import { hardCrossEntropy } from '@stillhouse/trainer/objective/cross-entropy.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { UpdateStep } from '@stillhouse/trainer/training/update-step.ts';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { answerRequests } from './answer.ts';
import { batch, vocabularySize as bertVocabulary, classes, configOf, sizes, tokens } from './size.ts';

const [, , backendName, sizeName, entries = String(bertVocabulary)] = process.argv;
const vocabularySize = z.coerce.number().int().min(1).parse(entries);
const backend = await chooseBackend(z.enum(backendNames).parse(backendName));
const size = sizes.find(({ name }) => name === sizeName);
if (!size) throw new Error(`There is no size "${sizeName}".`);
const config = { ...configOf(size), vocabularySize };
const random = randomFor(1, 'bench');
const weights = Object.fromEntries(
  Object.entries(initialWeights(config, classes, random)).map(([name, { shape, values }]) => [
    name,
    tf.tidy(() => tf.variable(tf.tensor(values, shape))),
  ]),
);
const update = new UpdateStep(
  {
    name: '',
    parameters: Object.entries(weights).map(([name, variable]) => ({ name, variable, decays: decays(name) })),
    learningRate: () => 1e-4,
    weightDecay: 0.01,
    clipNorm: 1,
    lossOf(positions) {
      const labels = Int32Array.from(positions, () => random.below(classes));
      const { logits } = bert(weights, config, randomInputs(positions.length), ['logits'], random);
      return { loss: hardCrossEntropy(tf.tensor1d(labels, 'int32'), logits), parts: {} };
    },
  },
  {},
);

function randomInputs(texts: number): EncoderInputs {
  const ids = Int32Array.from({ length: texts * tokens }, () => random.below(vocabularySize));
  return {
    ids: tf.tensor2d(ids, [texts, tokens], 'int32'),
    typeIds: tf.zeros<tf.Rank.R2>([texts, tokens], 'int32'),
    mask: tf.ones<tf.Rank.R2>([texts, tokens]),
  };
}

await answerRequests(`${backend.device}, TensorFlow.js ${tf.version.tfjs}`, async (work) => {
  if (work.kind === 'step') {
    await update.take(0, new Int32Array(batch));
    return;
  }
  const logits = tf.tidy(() => bert(weights, config, randomInputs(work.texts), ['logits'], null).logits);
  await logits.data();
  logits.dispose();
});
process.exit();
