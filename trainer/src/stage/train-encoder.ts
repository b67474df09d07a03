import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import * as tf from '@tensorflow/tfjs';
import { type Batch, batchOf, encodeExamples } from '../data/batch.ts';
import type { ExampleSet } from '../data/example.ts';
import { bert } from '../model/bert.ts';
import type { EmbeddingKind } from '../model/config.ts';
import { decays } from '../model/parameters.ts';
import type { Objective, ObjectiveValue, TeacherOutputs } from '../objective/objective.ts';
import { batchOrder } from '../training/batch-order.ts';
import { runLoop } from '../training/loop.ts';
import { randomFor } from '../training/random.ts';
import { linearSchedule, stepsOf } from '../training/schedule.ts';
import { inputsOf } from './encoder-inputs.ts';
import type { TrainedEncoder } from './trained-encoder.ts';
import type { StageContext } from './training-context.ts';

export interface EncoderTraining {
  encoder: TrainedEncoder;
  training: Training;
  examples: ExampleSet;
  objective: Objective;
  /** Which of the encoder's outputs the objective gets as its embedding. */
  embedding: EmbeddingKind;
  /** What the teacher said of the examples at these positions, as tensors made on the spot. */
  teacherOf(positions: Int32Array): TeacherOutputs;
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
  const lossOf = (batch: Batch): ObjectiveValue => {
    const inputs = inputsOf(batch);
    const labels = tf.tensor1d(Int32Array.from(batch.labels ?? []), 'int32');
    const teacher = teacherOf(batch.indices);
    if (!objective.needs.student.embedding) {
      const { logits } = bert(encoder.weights, encoder.config, inputs, ['logits'], masks);
      return objective.evaluate({ logits }, teacher, labels);
    }
    const outputs = bert(encoder.weights, encoder.config, inputs, ['logits', embedding], masks);
    return objective.evaluate({ logits: outputs.logits, embedding: outputs[embedding] }, teacher, labels);
  };
  let seen = 0;
  await runLoop({
    parameters: Object.entries(encoder.weights).map(([name, variable]) => ({
      name,
      variable,
      decays: decays(name),
    })),
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
