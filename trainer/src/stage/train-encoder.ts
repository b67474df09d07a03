import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import * as tf from '@tensorflow/tfjs';
import { type Batch, batchOf, encodeExamples } from '../data/batch.ts';
import type { ExampleSet } from '../data/example.ts';
import type { EmbeddingKind } from '../model/config.ts';
import { fillNormal } from '../model/initialize.ts';
import { decays } from '../model/parameters.ts';
import type { Objective, ObjectiveValue } from '../objective/objective.ts';
import type { Parameter } from '../training/adamw.ts';
import { BatchOrder } from '../training/batch-order.ts';
import { runLoop } from '../training/loop.ts';
import { randomFor } from '../training/random.ts';
import { linearSchedule, stepsOf } from '../training/schedule.ts';
import { inputsOf } from './encoder-inputs.ts';
import { networkOutputs } from './network-outputs.ts';
import type { TeacherSource } from './teacher-source.ts';
import type { TrainedEncoder } from './trained-encoder.ts';
import type { StageContext } from './training-context.ts';
import { watchHeldOut } from './watch-held-out.ts';

export interface EncoderTraining {
  encoder: TrainedEncoder;
  training: Training;
  examples: ExampleSet;
  /** What an evaluation while training is made on; nothing is watched without it. */
  heldOut?: ExampleSet | null;
  objective: Objective;
  /** Which of the encoder's outputs the objective gets as its embedding. */
  embedding: EmbeddingKind;
  teacherOf: TeacherSource;
}

/** Trains an encoder's weights in place with one objective. @throws TrainingDiverged; the signal's reason once it is aborted */
export async function trainEncoder(
  { encoder, training, examples, heldOut = null, objective, embedding, teacherOf }: EncoderTraining,
  context: StageContext,
): Promise<void> {
  requireLabels(examples);
  const encoded = encodeExamples(encoder.tokenizer, examples.examples, encoder.maxTokens);
  const steps = stepsOf(encoded.size, training.batchSize, training.epochs);
  const masks = randomFor(context.seed, 'dropout');
  const own = objectiveWeights(objective, context.seed);
  const lossOf = (batch: Batch, step: number): ObjectiveValue => {
    const inputs = inputsOf(batch);
    const { needs, evaluate } = objective.at?.(step / steps) ?? objective;
    return evaluate({
      student: networkOutputs(encoder, inputs, needs.student, embedding, masks),
      teacher: teacherOf(batch, inputs, needs.teacher),
      labels: labelsOf(batch, examples),
      mask: inputs.mask,
      weights: own,
    });
  };
  const size = encoded.size;
  const lengths = encoded.encodings.map(({ ids }) => ids.length);
  try {
    await runLoop(
      {
        updates: [
          {
            name: '',
            parameters: [...parametersFrom(encoder.weights), ...parametersFrom(own, 'objective.')],
            learningRate: linearSchedule(training.learningRate, training.warmup, steps),
            weightDecay: training.weightDecay,
            clipNorm: training.clipNorm,
            lossOf: (positions, step) => lossOf(batchOf(encoded, positions), step),
          },
        ],
        steps,
        batches: new BatchOrder({
          size,
          batchSize: training.batchSize,
          random: randomFor(context.seed, 'order'),
          lengths: training.bucketByLength ? lengths : null,
        }),
        microBatch: training.microBatch,
        randoms: { dropout: masks },
        keyOf: (position) => examples.examples[position]?.key ?? `example ${position}`,
        divergence: training.divergence,
        heldOut: heldOut && watchHeldOut(encoder, heldOut, training.evaluation),
        checkpoints: context.checkpoints ?? null,
        signal: context.signal,
        onStep({ step, batch, examples: seen, metrics }) {
          const tokens = batch.reduce((sum, position) => sum + (lengths[position] ?? 0), 0);
          context.onStep({ step, steps, epoch: seen / size, examples: batch.length, tokens, metrics });
        },
        onEvaluation: (step, metrics) => context.onEvaluation?.(step, metrics),
      },
      await context.checkpoints?.load(),
    );
  } finally {
    tf.dispose(own);
  }
}

/** @param prefix of their names in the optimizer */
function parametersFrom(weights: Readonly<Record<string, tf.Variable>>, prefix = ''): Parameter[] {
  return Object.entries(weights).map(([name, variable]) => ({
    name: `${prefix}${name}`,
    variable,
    decays: decays(name),
  }));
}

/** An objective's own weights before training: normal, of deviation 1/√inputs. */
function objectiveWeights({ weights }: Objective, seed: number): Record<string, tf.Variable> {
  const random = randomFor(seed, 'objective weights');
  return Object.fromEntries(
    Object.entries(weights).map(([name, shape]) => {
      const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
      fillNormal(values, 1 / Math.sqrt(shape.at(-1) ?? 1), random);
      return [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape])))];
    }),
  );
}

/** Class ids, or scores where the task is a regression. */
function labelsOf({ labels }: Batch, { task }: ExampleSet): tf.Tensor1D {
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
