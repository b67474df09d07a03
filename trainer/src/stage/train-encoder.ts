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
import { batchOrder } from '../training/batch-order.ts';
import { runLoop } from '../training/loop.ts';
import { randomFor } from '../training/random.ts';
import { linearSchedule, stepsOf } from '../training/schedule.ts';
import { inputsOf } from './encoder-inputs.ts';
import { networkOutputs } from './network-outputs.ts';
import type { TeacherSource } from './teacher-source.ts';
import type { TrainedEncoder } from './trained-encoder.ts';
import type { StageContext } from './training-context.ts';

export interface EncoderTraining {
  encoder: TrainedEncoder;
  training: Training;
  examples: ExampleSet;
  objective: Objective;
  /** Which of the encoder's outputs the objective gets as its embedding. */
  embedding: EmbeddingKind;
  teacherOf: TeacherSource;
}

/** Trains an encoder's weights in place with one objective. @throws TrainingDiverged; the signal's reason once it is aborted */
export async function trainEncoder(
  { encoder, training, examples, objective, embedding, teacherOf }: EncoderTraining,
  context: StageContext,
): Promise<void> {
  requireLabels(examples);
  const encoded = encodeExamples(encoder.tokenizer, examples.examples, encoder.maxTokens);
  const steps = stepsOf(encoded.size, training.batchSize, training.epochs);
  const masks = randomFor(context.seed, 'dropout');
  const own = objectiveWeights(objective, context.seed);
  const lossOf = (batch: Batch): ObjectiveValue => {
    const inputs = inputsOf(batch);
    return objective.evaluate({
      student: networkOutputs(encoder, inputs, objective.needs.student, embedding, masks),
      teacher: teacherOf(batch, inputs),
      labels: labelsOf(batch, examples),
      mask: inputs.mask,
      weights: own,
    });
  };
  let seen = 0;
  try {
    await runLoop({
      parameters: [...parametersFrom(encoder.weights), ...parametersFrom(own, 'objective.')],
      steps,
      learningRate: linearSchedule(training.learningRate, training.warmup, steps),
      weightDecay: training.weightDecay,
      clipNorm: training.clipNorm,
      batches: batchOrder(encoded.size, training.batchSize, randomFor(context.seed, 'order')),
      lossOf: (positions) => lossOf(batchOf(encoded, positions)),
      signal: context.signal,
      onStep(step, positions, metrics) {
        seen += positions.length;
        context.onStep({ step, steps, epoch: seen / encoded.size, examples: positions.length, metrics });
      },
    });
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
