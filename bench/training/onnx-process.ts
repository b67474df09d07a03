// ONNX Runtime as a contender for the forward pass: onnx-process.ts SIZE. Needs onnxruntime-node.

import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { bert } from '@stillhouse/trainer/model/bert.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { answerRequests } from './answer.ts';
import { onnxBert } from './onnx-bert.ts';
import { classes, configOf, sizes, tokens, vocabularySize } from './size.ts';

/** What we use of onnxruntime-node, which is nobody's dependency. */
interface OnnxRuntime {
  Tensor: new (type: 'int64' | 'float32', values: BigInt64Array | Float32Array, shape: number[]) => object;
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  env: { versions: { node?: string; common: string } };
}
interface Session {
  run(feeds: Record<string, object>): Promise<{ logits: { data: Float32Array } }>;
}

const packageName = 'onnxruntime-node';
const onnx = await import(packageName).catch(() => null);
if (!onnx) {
  console.error(
    `${packageName} is not installed: npm install --no-save --ignore-scripts ${packageName}@1.23.2`,
  );
  process.exit(1);
}
const { InferenceSession, Tensor, env } = (onnx.default ?? onnx) as OnnxRuntime;
const size = sizes.find(({ name }) => name === process.argv[2]);
if (!size) throw new Error(`There is no size "${process.argv[2]}".`);
const config = configOf(size);
const random = randomFor(1, 'bench');
const weights = initialWeights(config, classes, random);
const session = await InferenceSession.create(onnxBert(weights, config, tokens), {
  // Its idle threads would go on turning in the next contender's turn.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

const drawIds = (texts: number) =>
  Int32Array.from({ length: texts * tokens }, () => random.below(vocabularySize));

async function logitsOf(ids: Int32Array): Promise<Float32Array> {
  const texts = ids.length / tokens;
  const { logits } = await session.run({
    ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [texts, tokens]),
    mask: new Tensor('float32', new Float32Array(ids.length).fill(1), [texts, tokens]),
  });
  return logits.data;
}

/** @throws Error unless the ONNX model is the same network as ours */
async function checkAgainstOurs(): Promise<void> {
  await chooseBackend('wasm');
  const ids = drawIds(2);
  const ours = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
    );
    const inputs = {
      ids: tf.tensor2d(ids, [2, tokens], 'int32'),
      typeIds: tf.zeros<tf.Rank.R2>([2, tokens], 'int32'),
      mask: tf.ones<tf.Rank.R2>([2, tokens]),
    };
    return bert(tensors, config, inputs, ['logits'], null).logits;
  });
  const [wanted, found] = [await ours.data(), await logitsOf(ids)];
  ours.dispose();
  const worst = Math.max(...Array.from(wanted, (value, i) => Math.abs(value - (found[i] ?? Number.NaN))));
  if (!(worst < 1e-4)) throw new Error(`ONNX Runtime's logits differ from ours by ${worst}.`);
}

await checkAgainstOurs();
await answerRequests(`cpu, ONNX Runtime ${env.versions.node ?? env.versions.common}`, async (work) => {
  if (work.kind === 'forward') await logitsOf(drawIds(work.texts));
});
process.exit();
