import type { Task } from '@stillhouse/domain/task/task.ts';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy, hardCrossEntropy, klDivergence } from './cross-entropy.ts';
import { needed } from './objective.ts';
import { hardSquaredError, squaredError } from './squared-error.ts';
import type { Term } from './terms.ts';

/**
 * Cross-entropy of gold labels for a classification, mean squared error for a regression.
 *
 * @param labels [batch]
 * @param logits [batch, classes]
 */
export function goldLoss(kind: Task['kind'], labels: tf.Tensor1D, logits: tf.Tensor2D): tf.Scalar {
  return (kind === 'regression' ? hardSquaredError : hardCrossEntropy)(labels, logits);
}

/** Gold labels. @param field the recipe's, where it is not called `hardLabels` */
export function hardLabels(kind: Task['kind'], weight: number, field = 'hardLabels'): Term {
  return {
    name: 'hardLabels',
    field,
    weight,
    make: () => ({
      needs: { student: { logits: true } },
      value: ({ student, labels }) => goldLoss(kind, labels, needed(student, 'logits')),
    }),
  };
}

export interface SoftLabels {
  kind: Task['kind'];
  weight: number;
  /** T of softmax(logits / T); of no effect for a regression. */
  temperature: number;
  /** KL differs from cross-entropy by the teacher's entropy, a constant: its gradient is the same and its least value 0. */
  loss: 'kl' | 'cross-entropy';
}

/**
 * The teacher's predictions: T² · KL(softmax(t/T) ‖ softmax(s/T)), or cross-entropy in its place, mean over the batch (Hinton et al. 2015,
 * section 2); mean squared error of t and s for a regression. The reported value is without T².
 */
export function softLabels({ kind, weight, temperature, loss }: SoftLabels): Term {
  const between = (t: tf.Tensor2D, s: tf.Tensor2D): tf.Scalar => {
    if (kind === 'regression') return squaredError(t, s);
    const softened: tf.Tensor2D = tf.div(s, temperature);
    const target: tf.Tensor2D = tf.div(t, temperature);
    return loss === 'kl' ? klDivergence(target, softened) : crossEntropy(tf.softmax(target), softened);
  };
  return {
    name: 'softLabels',
    weight: kind === 'regression' ? weight : weight * temperature ** 2,
    make: () => ({
      needs: { student: { logits: true }, teacher: { logits: true } },
      value: ({ student, teacher }) => between(needed(teacher, 'logits'), needed(student, 'logits')),
    }),
  };
}
