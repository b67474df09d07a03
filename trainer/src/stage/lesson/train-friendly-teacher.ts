import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import type { ExampleSet } from '../../data/example.ts';
import { bert, type EncoderInputs } from '../../model/bert.ts';
import type { EncoderConfig } from '../../model/config.ts';
import { fillNormal, initialWeights } from '../../model/initialize.ts';
import { dense } from '../../model/operations/dense.ts';
import { layerPrefix } from '../../model/parameters.ts';
import { neededLayer } from '../../objective/objective.ts';
import { type Branch, branchesOf, hasBranches, sftnTeacher } from '../../objective/sftn.ts';
import { randomFor } from '../../training/random.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import { networkOutputs } from '../encoder/network-outputs.ts';
import { labelsOf, parametersFrom, trainNetworks } from '../encoder/train-networks.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { StageContext } from '../training-context.ts';

export interface FriendlyTeacherStage {
  /** The teacher, trained in place. */
  encoder: TrainedEncoder;
  /** The student's shape: its upper layers are the branches. */
  student: EncoderConfig;
  objective: ObjectiveOf<'sftn'>;
  training: Training;
  examples: ExampleSet;
  heldOut: ExampleSet;
}

/** Trains a teacher together with branches of the student (objective/sftn.ts). The branches are gone when it is done. */
export async function trainFriendlyTeacher(
  { encoder, student, objective, training, examples, heldOut }: FriendlyTeacherStage,
  context: StageContext,
): Promise<void> {
  const { kind } = examples.task;
  const dropout = randomFor(context.seed, 'dropout');
  const places = hasBranches(objective) ? branchesOf(student, encoder.config) : [];
  const branches = places.map((branch, i) => ({
    ...branch,
    weights: branchWeights(branch, { student, teacher: encoder.config }, encoder.classes, context.seed, i),
  }));
  const layers = branches.map(({ teacher }) => teacher);
  try {
    await trainNetworks(
      {
        training,
        examples,
        heldOut,
        encoder,
        randoms: { dropout },
        updates: [
          {
            name: '',
            parameters: [
              ...parametersFrom(encoder.weights),
              ...branches.flatMap(({ weights }, i) => parametersFrom(weights, `branch${i}.`)),
            ],
            training,
            lossOf(batch) {
              const inputs = inputsOf(batch);
              const said = networkOutputs(encoder, inputs, { logits: true, states: layers }, 'cls', dropout);
              if (!said.logits) throw new Error('The teacher gave no logits.');
              const logits = branches.map((branch) =>
                branchLogits(branch, student, inputs, neededLayer(said, 'states', branch.teacher), dropout),
              );
              const labels = labelsOf(batch, examples);
              return sftnTeacher(objective, { kind }, { teacher: said.logits, branches: logits, labels });
            },
          },
        ],
      },
      context,
    );
  } finally {
    for (const { weights } of branches) tf.dispose(weights);
  }
}

interface BranchWeights extends Branch {
  weights: Record<string, tf.Variable>;
}

const projection = { weight: 'projection.weight', bias: 'projection.bias' };

/** The student's layers above the branch with its classifier, and a projection from the teacher's width to the student's. */
function branchWeights(
  branch: Branch,
  { student, teacher }: { student: EncoderConfig; teacher: EncoderConfig },
  classes: number,
  seed: number,
  index: number,
): Record<string, tf.Variable> {
  const random = randomFor(seed, `branch ${index}`);
  const below = Array.from({ length: branch.student }, (_, layer) => `${layerPrefix(layer)}.`);
  const all = initialWeights(student, classes, random);
  const upper = Object.entries(all).filter(
    ([name]) => !name.startsWith('bert.embeddings.') && !below.some((prefix) => name.startsWith(prefix)),
  );
  const matrix = new Float32Array(student.hidden * teacher.hidden);
  fillNormal(matrix, 1 / Math.sqrt(teacher.hidden), random);
  return Object.fromEntries(
    [
      ...upper.map(([name, { shape, values }]) => [name, shape, values] as const),
      [projection.weight, [student.hidden, teacher.hidden], matrix] as const,
      [projection.bias, [student.hidden], new Float32Array(student.hidden)] as const,
    ].map(([name, shape, values]) => [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape])))]),
  );
}

/** @param states [batch, tokens, teacher's hidden]; @returns [batch, classes] */
function branchLogits(
  { student: layer, weights }: BranchWeights,
  student: EncoderConfig,
  inputs: EncoderInputs,
  states: tf.Tensor,
  dropout: ReturnType<typeof randomFor>,
): tf.Tensor2D {
  const [batch = 0, tokens = 0, hidden = 0] = states.shape;
  const flat: tf.Tensor2D = tf.reshape(states, [batch * tokens, hidden]);
  const projected = dense(
    flat,
    weights[projection.weight] as unknown as tf.Tensor2D,
    weights[projection.bias] as unknown as tf.Tensor1D,
  ); // [batch·tokens, student's hidden]
  const start = { layer, states: tf.reshape(projected, [batch, tokens, student.hidden]) as tf.Tensor3D };
  return bert(weights, student, { ...inputs, start }, ['logits'], dropout).logits;
}
