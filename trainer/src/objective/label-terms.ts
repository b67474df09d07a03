import type { Task } from '@stillhouse/domain/task/task.ts';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy, hardCrossEntropy, klDivergence } from './cross-entropy.ts';
import { needed, type ObjectiveBatch } from './objective.ts';
import { hardSquaredError, squaredError } from './squared-error.ts';
import type { Term } from './terms.ts';

/** Gold labels: cross-entropy for a classification, mean squared error for a regression. */
export function hardLabels(
  kind: Task['kind'],
  weight: number,
  { student, labels }: Pick<ObjectiveBatch, 'student' | 'labels'>,
): Term {
  const logits = needed(student, 'logits');
  const loss = kind === 'regression' ? hardSquaredError : hardCrossEntropy;
  return { name: 'hardLabels', weight, value: () => loss(labels, logits) };
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
export function softLabels(
  { kind, weight, temperature, loss }: SoftLabels,
  { student, teacher }: Pick<ObjectiveBatch, 'student' | 'teacher'>,
): Term {
  const name = 'softLabels';
  const [s, t] = [needed(student, 'logits'), needed(teacher, 'logits')];
  if (kind === 'regression') return { name, weight, value: () => squaredError(t, s) };
  return {
    name,
    weight: weight * temperature ** 2,
    value() {
      const softened: tf.Tensor2D = tf.div(s, temperature);
      const target: tf.Tensor2D = tf.div(t, temperature);
      return loss === 'kl' ? klDivergence(target, softened) : crossEntropy(tf.softmax(target), softened);
    },
  };
}
