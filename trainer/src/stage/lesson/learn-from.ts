import type { Random } from '@stillhouse/domain/random/random.ts';
import type { LabelWeights } from '@stillhouse/domain/recipe/objective.ts';
import type { EncoderInputs } from '../../model/bert.ts';
import { kd } from '../../objective/kd.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import { constantOutputs, networkOutputs } from '../encoder/network-outputs.ts';
import { labelsOf, type NetworkUpdate, parametersFrom } from '../encoder/train-networks.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { Pupil } from './lesson.ts';

export interface LiveGuide {
  /** A network that learns in the same loop, as it is at each step. */
  guide: TrainedEncoder;
  /** The examples at some positions as the guide reads them. */
  guided(positions: ArrayLike<number>): EncoderInputs;
}

/** The student's part of a step: KD from a network that learns beside it. @param dropout draws the student's masks */
export function learnFrom(
  { guide, guided }: LiveGuide,
  student: TrainedEncoder,
  { examples, recipe }: Pupil,
  weights: LabelWeights,
  dropout: Random,
): NetworkUpdate {
  const objective = kd(weights, { kind: examples.task.kind });
  const { needs } = objective;
  return {
    name: '',
    parameters: parametersFrom(student.weights),
    training: recipe.training,
    lossOf(batch) {
      const inputs = inputsOf(batch);
      return objective.evaluate({
        student: networkOutputs(student, inputs, needs.student, 'cls', dropout),
        teacher: constantOutputs(guide, guided(batch.indices), needs.teacher),
        labels: labelsOf(batch, examples),
        mask: inputs.mask,
        weights: {},
      });
    },
  };
}
