import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { hardCrossEntropy, klDivergence } from './cross-entropy.ts';
import { needed, type Objective } from './objective.ts';

/**
 * Knowledge distillation (Hinton et al. 2015, section 2):
 * hardLabels · CE(gold) + softLabels · T² · KL(softmax(t/T) ‖ softmax(s/T)), means over the batch.
 */
export function kd(recipe: Extract<ObjectiveRecipe, { name: 'kd' }>): Objective {
  const temperature = recipe.labelTemperature;
  return {
    needs: { student: { embedding: false }, teacher: { logits: true, embedding: false } },
    evaluate(student, teacher, labels) {
      const teacherLogits: tf.Tensor2D = tf.div(needed(teacher, 'logits'), temperature);
      const studentLogits: tf.Tensor2D = tf.div(student.logits, temperature);
      const hardLabels = hardCrossEntropy(labels, student.logits);
      const softLabels = klDivergence(teacherLogits, studentLogits);
      const loss: tf.Scalar = tf.add(
        tf.mul(hardLabels, recipe.hardLabels),
        tf.mul(softLabels, recipe.softLabels * temperature ** 2),
      );
      return { loss, parts: { hardLabels, softLabels } };
    },
  };
}
