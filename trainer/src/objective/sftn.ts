import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { goldLoss } from './label-terms.ts';
import { layersTo, spreadLayer } from './layer-map.ts';
import type { NetworkShape, ObjectiveContext, ObjectiveValue } from './objective.ts';
import { squaredError } from './squared-error.ts';
import { sumOf } from './terms.ts';

/** One branch: the teacher's states after `teacher` go, projected, through the student's layers above `student` and its classifier. */
export interface Branch {
  student: number;
  teacher: number;
}

/** A branch after each student layer below the last, on the teacher's layer at its height; after its only one where there is one. */
export function branchesOf(student: NetworkShape, teacher: NetworkShape): Branch[] {
  return layersTo(Math.max(1, student.layers - 1)).map((layer) => ({
    student: layer,
    teacher: spreadLayer(layer, student.layers, teacher.layers),
  }));
}

export interface FriendlyBatch {
  /** [batch, classes] */
  teacher: tf.Tensor2D;
  /** [batch, classes] each */
  branches: readonly tf.Tensor2D[];
  /** [batch] */
  labels: tf.Tensor1D;
}

/**
 * What a student-friendly teacher minimizes (Park et al. 2021, equation 3), together with the branches on its layers:
 * teacherHardLabels · CE(teacher) + Σ_branches branchHardLabels · CE(branch) + branchSoftLabels · T² · KL(p_teacher ‖ p_branch), means over
 * the batch, p at temperature T. The KL pulls teacher and branch towards each other. Squared errors for a regression. A term of weight 0
 * is not computed.
 */
export function sftnTeacher(
  recipe: ObjectiveOf<'sftn'>,
  { kind }: Pick<ObjectiveContext, 'kind'>,
  { teacher, branches, labels }: FriendlyBatch,
): ObjectiveValue {
  const gold = (logits: tf.Tensor2D) => goldLoss(kind, labels, logits);
  const soft = (logits: tf.Tensor2D) =>
    kind === 'regression'
      ? squaredError(teacher, logits)
      : mutualKl(teacher, logits, recipe.branchTemperature);
  const factor = kind === 'regression' ? 1 : recipe.branchTemperature ** 2;
  const terms = [
    { name: 'hardLabels', weight: recipe.teacherHardLabels, value: () => gold(teacher) },
    { name: 'branchHardLabels', weight: recipe.branchHardLabels, value: () => tf.addN(branches.map(gold)) },
    {
      name: 'branchSoftLabels',
      weight: recipe.branchSoftLabels * factor,
      value: () => tf.addN(branches.map(soft)),
    },
  ];
  return sumOf(
    terms.filter(({ weight }) => weight !== 0).map(({ value, ...term }) => ({ ...term, value: value() })),
  );
}

/** Whether anything is asked of the branches. */
export function hasBranches({ branchHardLabels, branchSoftLabels }: ObjectiveOf<'sftn'>): boolean {
  return branchHardLabels !== 0 || branchSoftLabels !== 0;
}

/** KL(softmax(a/T) ‖ softmax(b/T)), mean over the rows, with gradients to both. */
function mutualKl(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): tf.Scalar {
  const [logA, logB] = [
    tf.logSoftmax(tf.div<tf.Tensor2D>(a, temperature)),
    tf.logSoftmax(tf.div<tf.Tensor2D>(b, temperature)),
  ];
  return tf.div(tf.sum(tf.mul(tf.exp(logA), tf.sub(logA, logB))), a.shape[0]);
}
