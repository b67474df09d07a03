import type { Random } from '@stillhouse/domain/random/random.ts';
import type { head } from '@stillhouse/domain/recipe/pipeline.ts';
import * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import { batchOf, encodeExamples } from '../../data/batch.ts';
import type { ExampleSet } from '../../data/example.ts';
import { bert } from '../../model/bert.ts';
import { fillNormal } from '../../model/initialize.ts';
import { supervisedContrastive } from '../../objective/supervised-contrastive.ts';
import { BatchOrder } from '../../training/batch-order.ts';
import { runLoop } from '../../training/loop.ts';
import { randomFor } from '../../training/random.ts';
import { linearSchedule, stepsOf } from '../../training/schedule.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { StageContext } from '../training-context.ts';
import { contrastGroups } from './contrast-groups.ts';

export type HeadRecipe = z.infer<typeof head>;

/** The linear projection z = h·weight + bias. */
export interface ProjectionHead {
  /** The teacher's width. */
  inputs: number;
  /** The student's width. */
  outputs: number;
  /** [inputs, outputs] */
  weight: Float32Array;
  /** [outputs] */
  bias: Float32Array;
}

export interface HeadStage {
  recipe: HeadRecipe;
  teacher: TrainedEncoder;
  examples: ExampleSet;
  /** [n, teacher's hidden], the teacher's [CLS] of each example without dropout; read where the recipe has one view */
  embeddings: Float32Array;
  /** The student's hidden size. */
  outputs: number;
}

/** Share of the steps in which the head's learning rate rises. */
const warmup = 0.1;

/** Step 1 of ReAugKD: the projection head, trained by the supervised contrastive loss; the teacher stays as it is. */
export async function trainHead(stage: HeadStage, context: StageContext): Promise<ProjectionHead> {
  const { recipe, examples, outputs } = stage;
  const inputs = stage.teacher.config.hidden;
  const size = examples.examples.length;
  const initial = new Float32Array(inputs * outputs);
  fillNormal(initial, 1 / Math.sqrt(inputs), randomFor(context.seed, 'head'));
  const weight = tf.tidy(() => tf.variable(tf.tensor2d(initial, [inputs, outputs])));
  const bias = tf.tidy(() => tf.variable(tf.zeros([outputs])));
  const masks = randomFor(context.seed, 'head dropout');
  const viewsOf = recipe.views === 1 ? cachedView(stage) : dropoutViews(stage, masks);
  const groups = contrastGroups(examples, recipe.bins);
  const steps = stepsOf(size, recipe.batchSize, recipe.epochs);
  try {
    await runLoop(
      {
        updates: [
          {
            name: '',
            parameters: [
              { name: 'weight', variable: weight, decays: false },
              { name: 'bias', variable: bias, decays: false },
            ],
            learningRate: linearSchedule(recipe.learningRate, warmup, steps),
            weightDecay: 0,
            clipNorm: null,
            lossOf(positions) {
              const h = viewsOf(positions); // [views·batch, inputs]
              const z: tf.Tensor2D = tf.add(tf.matMul(h, weight as tf.Tensor2D), bias); // [views·batch, outputs]
              const labels = positions.map((position) => groups[position] ?? -1);
              const repeated = tf.tile(tf.tensor1d(labels, 'int32'), [recipe.views]);
              return { loss: supervisedContrastive(z, repeated, recipe.temperature), parts: {} };
            },
          },
        ],
        steps,
        batches: new BatchOrder({
          size,
          batchSize: recipe.batchSize,
          random: randomFor(context.seed, 'head order'),
        }),
        randoms: { dropout: masks },
        keyOf: (position) => examples.examples[position]?.key ?? `example ${position}`,
        checkpoints: context.checkpoints ?? null,
        signal: context.signal,
        onStep({ step, batch, examples: seen, metrics }) {
          context.onStep({ step, steps, epoch: seen / size, examples: batch.length, metrics });
        },
      },
      await context.checkpoints?.load(),
    );
    return {
      inputs,
      outputs,
      weight: (await weight.data()) as Float32Array,
      bias: (await bias.data()) as Float32Array,
    };
  } finally {
    tf.dispose([weight, bias]);
  }
}

/** @param embeddings [n, head.inputs]; @returns [n, head.outputs], z, not normalized */
export async function project(head: ProjectionHead, embeddings: Float32Array): Promise<Float32Array> {
  const z = tf.tidy(() => {
    const h = tf.tensor2d(embeddings, [embeddings.length / head.inputs, head.inputs]);
    return tf.add(
      tf.matMul(h, tf.tensor2d(head.weight, [head.inputs, head.outputs])),
      tf.tensor1d(head.bias),
    );
  });
  try {
    return (await z.data()) as Float32Array;
  } finally {
    z.dispose();
  }
}

/** @param rows [n, width]; @returns each row divided by its Euclidean length, a row of zeros as it is */
export function normalizedRows(rows: Float32Array, width: number): Float32Array {
  const normalized = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += width) {
    const row = rows.subarray(start, start + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    normalized.set(length > 0 ? row.map((value) => value / length) : row, start);
  }
  return normalized;
}

/** [CLS] as it was computed once, without dropout. */
function cachedView({ teacher, embeddings }: HeadStage): (positions: Int32Array) => tf.Tensor2D {
  const width = teacher.config.hidden;
  return (positions) => {
    const rows = new Float32Array(positions.length * width);
    positions.forEach((position, row) => {
      rows.set(embeddings.subarray(position * width, (position + 1) * width), row * width);
    });
    return tf.tensor2d(rows, [positions.length, width]);
  };
}

/** [CLS] of two forward passes with different dropout masks, the second below the first. */
function dropoutViews(
  { teacher, examples }: HeadStage,
  masks: Random,
): (positions: Int32Array) => tf.Tensor2D {
  const encoded = encodeExamples(teacher.tokenizer, examples.examples, teacher.maxTokens);
  return (positions) => {
    const inputs = inputsOf(batchOf(encoded, positions));
    const view = () => bert(teacher.weights, teacher.config, inputs, ['cls'], masks).cls;
    return tf.concat([view(), view()]);
  };
}
