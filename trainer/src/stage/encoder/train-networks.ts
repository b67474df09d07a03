import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Random } from '@stillhouse/domain/random/random.ts';
import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import * as tf from '@tensorflow/tfjs';
import { type Batch, batchOf, encodeExamples } from '../../data/batch.ts';
import type { ExampleSet } from '../../data/example.ts';
import { decays } from '../../model/parameters.ts';
import type { Parameter } from '../../training/adamw.ts';
import { BatchOrder } from '../../training/batch-order.ts';
import type { LossValues } from '../../training/gradients.ts';
import { runLoop } from '../../training/loop.ts';
import { randomFor } from '../../training/random.ts';
import { linearSchedule, stepsOf } from '../../training/schedule.ts';
import type { StageContext } from '../training-context.ts';
import type { TrainedEncoder } from './trained-encoder.ts';
import { watchHeldOut } from './watch-held-out.ts';

/** Weights that move in each step, and along what. */
export interface NetworkUpdate {
  /** First part of its metrics' names; empty for the network that the training is about. */
  name: string;
  parameters: readonly Parameter[];
  training: Pick<Training, 'learningRate' | 'warmup' | 'weightDecay' | 'clipNorm'>;
  /** Runs inside a tidy. @param share of the steps that is done, in [0, 1) */
  lossOf(batch: Batch, share: number): LossValues;
}

export interface NetworkTraining {
  /** Decides epochs, batches and evaluations. */
  training: Training;
  examples: ExampleSet;
  /** Positions in `examples` that are trained on; all of them where it is left out. */
  trainedOn?: Int32Array;
  /** Reads the examples; held-out examples are asked of it. */
  encoder: TrainedEncoder;
  /** What an evaluation while training is made on; nothing is watched without it. */
  heldOut?: ExampleSet | null;
  /** Made in this order in each step: a later one sees the weights that an earlier one moved. */
  updates: readonly NetworkUpdate[];
  /** Every random source that a loss draws from, by name. */
  randoms: Readonly<Record<string, Random>>;
  /** After each step, before its state is saved. @param step counted from 1 */
  afterStep?(step: number, steps: number): Promise<void>;
}

/** Trains one network or several side by side, in place. @throws TrainingDiverged; the signal's reason once it is aborted */
export async function trainNetworks(networks: NetworkTraining, context: StageContext): Promise<void> {
  const { training, examples, encoder, heldOut = null, updates, randoms } = networks;
  requireLabels(examples);
  const encoded = encodeExamples(encoder.tokenizer, examples.examples, encoder.maxTokens);
  const trainedOn = networks.trainedOn ?? Int32Array.from(encoded.encodings.keys());
  const positionOf = (place: number) => trainedOn[place] ?? -1;
  const size = trainedOn.length;
  const steps = stepsOf(size, training.batchSize, training.epochs);
  const lengths = Array.from(trainedOn, (position) => encoded.encodings[position]?.ids.length ?? 0);
  await runLoop(
    {
      updates: updates.map(({ name, parameters, training, lossOf }) => ({
        name,
        parameters,
        learningRate: linearSchedule(training.learningRate, training.warmup, steps),
        weightDecay: training.weightDecay,
        clipNorm: training.clipNorm,
        lossOf: (places, step) => lossOf(batchOf(encoded, places.map(positionOf)), step / steps),
      })),
      steps,
      batches: new BatchOrder({
        size,
        batchSize: training.batchSize,
        random: randomFor(context.seed, 'order'),
        lengths: training.bucketByLength ? lengths : null,
      }),
      microBatch: training.microBatch,
      randoms,
      keyOf: (place) => examples.examples[positionOf(place)]?.key ?? `example ${positionOf(place)}`,
      divergence: training.divergence,
      heldOut: heldOut && watchHeldOut(encoder, heldOut, training.evaluation),
      checkpoints: context.checkpoints ?? null,
      signal: context.signal,
      onStep({ step, batch, examples: seen, metrics }) {
        const tokens = batch.reduce((sum, place) => sum + (lengths[place] ?? 0), 0);
        context.onStep({ step, steps, epoch: seen / size, examples: batch.length, tokens, metrics });
      },
      afterStep: async (step) => networks.afterStep?.(step, steps),
      onEvaluation: (step, metrics) => context.onEvaluation?.(step, metrics),
    },
    await context.checkpoints?.load(),
  );
}

/** @param prefix of their names in the optimizer */
export function parametersFrom(weights: Readonly<Record<string, tf.Variable>>, prefix = ''): Parameter[] {
  return Object.entries(weights).map(([name, variable]) => ({
    name: `${prefix}${name}`,
    variable,
    decays: decays(name),
  }));
}

/** [batch], class ids, or scores where the task is a regression. */
export function labelsOf({ labels }: Batch, { task }: ExampleSet): tf.Tensor1D {
  if (task.kind === 'regression') return tf.tensor1d(labels ?? new Float32Array(0));
  return tf.tensor1d(Int32Array.from(labels ?? []), 'int32');
}

function requireLabels({ name, task, examples }: ExampleSet): void {
  if (examples.length === 0)
    throw new ExpectedError('BAD_INPUT', `${task.title} ${name} has no examples to train on.`);
  const unlabeled = examples.find((example) => example.label === null);
  if (unlabeled) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${unlabeled.key} has no label; ${task.title} ${name} cannot be trained on.`,
    );
  }
}
