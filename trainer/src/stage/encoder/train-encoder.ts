import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import * as tf from '@tensorflow/tfjs';
import type { ExampleSet } from '../../data/example.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import { fillNormal } from '../../model/initialize.ts';
import type { Objective } from '../../objective/objective.ts';
import { randomFor } from '../../training/random.ts';
import type { TeacherSource } from '../teacher/teacher-source.ts';
import type { StageContext } from '../training-context.ts';
import { inputsOf } from './encoder-inputs.ts';
import { networkOutputs } from './network-outputs.ts';
import { labelsOf, type NetworkTraining, parametersFrom, trainNetworks } from './train-networks.ts';
import type { TrainedEncoder } from './trained-encoder.ts';

export interface EncoderTraining extends Pick<NetworkTraining, 'afterStep'> {
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
  { encoder, objective, embedding, teacherOf, ...rest }: EncoderTraining,
  context: StageContext,
): Promise<void> {
  const { training, examples } = rest;
  const dropout = randomFor(context.seed, 'dropout');
  const own = objectiveWeights(objective, context.seed);
  const update = {
    name: '',
    parameters: [...parametersFrom(encoder.weights), ...parametersFrom(own, 'objective.')],
    training,
    lossOf(batch: Parameters<TeacherSource>[0], share: number) {
      const inputs = inputsOf(batch);
      const { needs, evaluate } = objective.at?.(share) ?? objective;
      return evaluate({
        student: networkOutputs(encoder, inputs, needs.student, embedding, dropout),
        teacher: teacherOf(batch, inputs, needs.teacher, share),
        labels: labelsOf(batch, examples),
        mask: inputs.mask,
        weights: own,
      });
    },
  };
  try {
    await trainNetworks({ ...rest, encoder, updates: [update], randoms: { dropout } }, context);
  } finally {
    tf.dispose(own);
  }
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
