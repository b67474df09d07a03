import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy, hardCrossEntropy, klDivergence } from './cross-entropy.ts';
import { needed, type Objective } from './objective.ts';
import { diagonalMask, normalizeRows } from './similarity.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'reaugkd' }>;

/**
 * ReAugKD (Zhang et al. 2023, section 2.2): with q_ij = softmax_j(z_i·z_j / τ) among the teacher's projected embeddings and
 * q̄_ij = softmax_j(x_i·z_j / τ) from the student's, softLabels · T² · CE(ȳ_i → y_i) + relation · KL(q_i ‖ q̄_i) +
 * hardLabels · CE(gold), means over the batch. Where j = i is included the part `selfProbability` is mean_i q_ii: near 1 the relation term
 * only aligns each student embedding with its own teacher embedding.
 */
export function reaugkd(recipe: Recipe): Objective {
  const labelTemperature = recipe.labelTemperature;
  return {
    needs: { student: { embedding: true }, teacher: { logits: true, embedding: true } },
    evaluate(student, teacher, labels) {
      const softTarget = tf.softmax(tf.div<tf.Tensor2D>(needed(teacher, 'logits'), labelTemperature));
      const softLabels = crossEntropy(softTarget, tf.div(student.logits, labelTemperature));
      const { relation, ...watched } = relationTerm(
        needed(student, 'embedding'),
        needed(teacher, 'embedding'),
        recipe,
      );
      const distilled: tf.Scalar = tf.add(
        tf.mul(softLabels, recipe.softLabels * labelTemperature ** 2),
        tf.mul(relation, recipe.relation),
      );
      const parts = { softLabels, relation, ...watched };
      if (recipe.hardLabels === 0) return { loss: distilled, parts };
      const hardLabels = hardCrossEntropy(labels, student.logits);
      return {
        loss: tf.add(distilled, tf.mul(hardLabels, recipe.hardLabels)),
        parts: { ...parts, hardLabels },
      };
    },
  };
}

/**
 * @param x [batch, dimension], the student's embeddings
 * @param z [batch, dimension], the teacher's, projected
 */
function relationTerm(
  x: tf.Tensor2D,
  z: tf.Tensor2D,
  { normalize, temperature, includeSelf, klDirection }: Recipe,
): { relation: tf.Scalar; selfProbability?: tf.Scalar } {
  const anchors = normalize ? normalizeRows(x) : x;
  const keys = normalize ? normalizeRows(z) : z;
  const [batch] = keys.shape;
  const similarities = (rows: tf.Tensor2D): tf.Tensor2D => {
    const scaled: tf.Tensor2D = tf.div(tf.matMul(rows, keys, false, true), temperature); // [batch, batch]
    return includeSelf ? scaled : tf.add(scaled, diagonalMask(batch));
  };
  const teacher = similarities(keys);
  const student = similarities(anchors);
  const watched = includeSelf ? { selfProbability: selfProbability(teacher) } : {};
  if (klDirection === 'teacher-first') {
    return { relation: klDivergence(teacher, student), ...watched };
  }
  const studentLog = tf.logSoftmax(student);
  const difference = tf.sub(studentLog, tf.logSoftmax(teacher));
  return { relation: tf.div(tf.sum(tf.mul(tf.exp(studentLog), difference)), batch), ...watched };
}

/** mean_i q_ii. @param similarities [batch, batch] */
function selfProbability(similarities: tf.Tensor2D): tf.Scalar {
  const [batch] = similarities.shape;
  return tf.div(tf.sum(tf.mul(tf.softmax(similarities), tf.eye(batch))), batch);
}
