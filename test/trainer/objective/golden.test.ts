import type { TrainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { objectiveOf } from '@stillhouse/trainer/objective/registry.ts';
import { supervisedContrastive } from '@stillhouse/trainer/objective/supervised-contrastive.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../../fixtures/losses/golden.json' with { type: 'json' };
import { goldenValues } from '../../fixtures/losses/golden.ts';
import { expectClose } from '../close-to.ts';

const labels = Int32Array.from(golden.inputs.labels);
const logitCases = Object.entries(golden.logits);
const relationCases = Object.entries(golden.reaugkd);
const contrastiveCases = Object.entries(golden.supervisedContrastive).flatMap(([name, value]) =>
  'labels' in value ? [[name, value] as const] : [],
);

const shape = { layers: 2, hidden: 4, heads: 2 };
const context = { kind: 'classification', student: shape, teacher: shape } as const;
const reaugkdDefaults = { name: 'reaugkd', ...golden.reaugkd.defaults.options } as TrainingLoss;

it('the committed values are what their recipe makes', () => {
  const flatten = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : value && typeof value === 'object'
        ? Object.values(value).flatMap(flatten)
        : [];
  expectClose(flatten(golden), flatten(goldenValues()), 1e-9);
});

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it.each(logitCases)(
    'fine-tuning has the value and gradient of its equation on %s logits',
    async (_name, wanted) => {
      const { value, gradients } = await evaluate(
        { name: 'fine-tune' },
        wanted.logits,
        golden.inputs.embedding,
      );
      expectClose([value], [wanted.fineTune.value], 1e-6);
      expectClose(gradients[0]!, wanted.fineTune.gradient.flat(), 2e-6);
    },
  );

  it.each(logitCases)('KD has the value and gradient of its equation on %s logits', async (_name, wanted) => {
    const { hardLabels, softLabels, labelTemperature } = wanted.kd;
    const recipe = { name: 'kd', hardLabels, softLabels, labelTemperature } as const;
    const { value, gradients } = await evaluate(recipe, wanted.logits, golden.inputs.embedding);
    expectClose([value], [wanted.kd.value], 1e-6);
    expectClose(gradients[0]!, wanted.kd.gradient.flat(), 2e-6);
  });

  it.each(relationCases)(
    'ReAugKD (%s) has the value and gradients of its equation',
    async (_name, wanted) => {
      const recipe = { name: 'reaugkd', ...wanted.options } as TrainingLoss;
      const { value, gradients } = await evaluate(recipe, wanted.logits, golden.inputs.embedding);
      expectClose([value], [wanted.value], 5e-6);
      expectClose(gradients[0]!, wanted.gradientOfLogits.flat(), 5e-6);
      expectClose(gradients[1]!, wanted.gradientOfEmbedding.flat(), 2e-5);
    },
  );

  it.each(contrastiveCases)(
    'the contrastive loss (%s) has the value and gradient of its equation',
    async (_name, wanted) => {
      const { value, gradients } = await gradientsOf([golden.supervisedContrastive.embedding], ([x]) =>
        supervisedContrastive(x!, tf.tensor1d(wanted.labels, 'int32'), wanted.temperature),
      );
      expectClose([value], [wanted.value], 5e-6);
      expectClose(gradients[0]!, wanted.gradient.flat(), 2e-5);
    },
  );

  it('ReAugKD tells how much of q lies on the anchor itself', async () => {
    // Three equal embeddings: each has a third of the others' attention.
    const z = tf.tensor2d([3, 4, 3, 4, 3, 4], [3, 2]);
    const logits = tf.zeros<tf.Rank.R2>([3, 2]);
    const objective = objectiveOf(reaugkdDefaults, context);
    const parts = tf.tidy(
      () =>
        objective.evaluate({
          student: { logits, embedding: z },
          teacher: { logits, embedding: z },
          labels: tf.tensor1d([0, 1, 0], 'int32'),
          mask: tf.ones([3, 1]),
          weights: {},
        }).parts,
    );
    expectClose(await parts.selfProbability!.data(), [1 / 3], 1e-6);
    expectClose(await parts.relation!.data(), [0], 1e-6);
    tf.dispose([z, logits, parts]);
  });

  it('the embeddings get no gradient from an objective that did not ask for them', () => {
    expect(objectiveOf({ name: 'fine-tune' }, context).needs).toEqual({
      student: { logits: true },
      teacher: {},
    });
  });
});

function evaluate(recipe: TrainingLoss, logits: number[][], embedding: number[][]) {
  const objective = objectiveOf(recipe, context);
  return gradientsOf([logits, embedding], ([l, x]) => {
    const teacher = {
      logits: tf.tensor2d(golden.inputs.teacher.logits),
      embedding: tf.tensor2d(golden.inputs.teacher.embedding),
    };
    return objective.evaluate({
      student: { logits: l!, embedding: x! },
      teacher,
      labels: tf.tensor1d(labels, 'int32'),
      mask: tf.ones([labels.length, 1]),
      weights: {},
    }).loss;
  });
}

async function gradientsOf(inputs: number[][][], f: (tensors: tf.Tensor2D[]) => tf.Scalar) {
  const { value, grads } = tf.tidy(() => {
    const tensors = inputs.map((rows) => tf.tensor2d(rows));
    return tf.engine().gradients(() => f(tensors), tensors, undefined, true);
  });
  return {
    value: (await value.data())[0]!,
    gradients: await Promise.all(grads.map(async (gradient) => (gradient ? await gradient.data() : []))),
  };
}
