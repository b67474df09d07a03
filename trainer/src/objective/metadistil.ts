import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { kd } from './kd.ts';
import { goldLoss } from './label-terms.ts';
import type { ObjectiveContext, ObjectiveValue } from './objective.ts';

type Weights = Readonly<Record<string, tf.Tensor>>;

/** One lesson and the quiz after it. Forward passes are functions of explicit weights, without dropout. */
export interface Lesson {
  /** The student's, by name. */
  weights: Weights;
  /** [batch, classes], of the lesson's examples */
  lesson(weights: Weights): tf.Tensor2D;
  /** [quiz, classes], of the quiz's examples */
  quiz(weights: Weights): tf.Tensor2D;
  /** [batch] */
  lessonLabels: tf.Tensor1D;
  /** [quiz] */
  quizLabels: tf.Tensor1D;
  /** [batch, classes], of the lesson's examples, as constants */
  fixedTeacher: tf.Tensor2D;
  /** [batch, classes], the same with gradients */
  teacher: tf.Tensor2D;
  /** Learning rate of the student's virtual step. */
  rate: number;
  /** Runs off the gradient tape. */
  constant(run: () => tf.Tensor[]): tf.Tensor[];
}

/**
 * What MetaDistil's teacher descends (Zhou et al. 2022, section 3.2): the quiz loss L_q(θ') of a student θ' = θ − rate · ∇L_s(θ) that has
 * taken one step of KD. Its gradient with respect to the teacher is second-order, −rate · ∂²L_s/∂teacher∂θ · v with v = ∇L_q(θ').
 * The teacher enters L_s by its logits t alone, and ∂L_s/∂s = softLabels · T · (softmax(s/T) − softmax(t/T)) / batch for the student's
 * logits s, so that the gradient is exactly that of
 *
 *     rate · softLabels · T / batch · Σ_i softmax(t_i/T) · u_i,   u = J·v, the change of s along v,
 *
 * with u held constant (rate · softLabels · 2 / (batch · classes) · Σ t_i · u_i for a regression). This scalar is the loss given here; u is
 * the central difference of two forward passes, (s(θ + εv) − s(θ − εv)) / 2ε with ε = 0.01 / ‖v‖ (as in Liu et al. 2019, DARTS,
 * equation 8), so that no gradient of a gradient is ever taken. The part `quiz` is L_q(θ').
 */
export function teachingLoss(
  recipe: ObjectiveOf<'metadistil'>,
  { kind }: Pick<ObjectiveContext, 'kind'>,
  lesson: Lesson,
): ObjectiveValue {
  const objective = kd(recipe, { kind });
  const names = Object.keys(lesson.weights);
  const own = names.map((name) => lesson.weights[name] as tf.Tensor);
  const named = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));

  const study = gradientOf(
    own,
    () =>
      objective.evaluate({
        student: { logits: lesson.lesson(lesson.weights) },
        teacher: { logits: lesson.fixedTeacher },
        labels: lesson.lessonLabels,
        mask: tf.ones([1, 1]),
        weights: {},
      }).loss,
  );
  const virtual = own.map((weight, i) => moved(weight, study.gradients[i], -lesson.rate));
  const quizzed = gradientOf(virtual, () => {
    return goldLoss(kind, lesson.quizLabels, lesson.quiz(named(virtual)));
  });
  const [change] = lesson.constant(() => {
    const present = quizzed.gradients.filter((gradient) => gradient !== null);
    const length = tf.sqrt(tf.addN(present.map((gradient) => tf.sum(tf.square(gradient)))));
    const epsilon = tf.div(0.01, tf.maximum(length, 1e-12));
    const at = (sign: number) =>
      lesson.lesson(
        named(own.map((weight, i) => moved(weight, quizzed.gradients[i], tf.mul(epsilon, sign)))),
      );
    return [tf.div(tf.sub(at(1), at(-1)), tf.mul(epsilon, 2))];
  });
  if (!change) throw new Error('The change of the logits was not computed.');
  return {
    loss: tf.mul(alongTeacher(lesson.teacher, change, kind, recipe), lesson.rate * recipe.softLabels),
    parts: { quiz: quizzed.value },
  };
}

/** @param t [batch, classes]; @param change [batch, classes] */
function alongTeacher(
  t: tf.Tensor2D,
  change: tf.Tensor,
  kind: ObjectiveContext['kind'],
  { labelTemperature }: ObjectiveOf<'metadistil'>,
): tf.Scalar {
  if (kind === 'regression') return tf.mul(tf.mean<tf.Scalar>(tf.mul(t, change)), 2);
  const probabilities = tf.softmax(tf.div<tf.Tensor2D>(t, labelTemperature));
  return tf.mul(tf.sum<tf.Scalar>(tf.mul(probabilities, change)), labelTemperature / t.shape[0]);
}

function moved(weight: tf.Tensor, along: tf.Tensor | null | undefined, by: tf.Tensor | number): tf.Tensor {
  return along ? tf.add(weight, tf.mul(along, by)) : weight;
}

function gradientOf(
  inputs: tf.Tensor[],
  loss: () => tf.Scalar,
): { value: tf.Scalar; gradients: (tf.Tensor | null)[] } {
  const { value, grads } = tf.engine().gradients(loss, inputs, undefined, true);
  return { value: value as tf.Scalar, gradients: grads };
}
