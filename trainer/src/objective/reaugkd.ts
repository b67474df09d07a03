import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveBatch, type ObjectiveContext } from './objective.ts';
import { diagonalMask, normalizeRows } from './similarity.ts';
import { objectiveOfTerms, type Watched } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'reaugkd' }>;

/**
 * ReAugKD (Zhang et al. 2023, section 2.2): with q_ij = softmax_j(z_i·z_j / τ) among the teacher's projected embeddings and
 * q̄_ij = softmax_j(x_i·z_j / τ) from the student's, softLabels · T² · CE(ȳ_i → y_i) + relation · KL(q_i ‖ q̄_i) +
 * hardLabels · CE(gold), means over the batch. Where j = i is included the part `selfProbability` is mean_i q_ii: near 1 the relation term
 * only aligns each student embedding with its own teacher embedding.
 */
export function reaugkd(recipe: Recipe, context: Pick<ObjectiveContext, 'kind' | 'path'>): Objective {
  const { kind } = context;
  const { softLabels: weight, labelTemperature: temperature } = recipe;
  const relation = {
    name: 'relation',
    weight: recipe.relation,
    make: () => ({
      needs: { student: { embedding: true }, teacher: { embedding: true } },
      value: ({ student, teacher }: ObjectiveBatch) =>
        relationTerm(needed(student, 'embedding'), needed(teacher, 'embedding'), recipe),
    }),
  };
  return objectiveOfTerms(
    [
      softLabels({ kind, weight, temperature, loss: 'cross-entropy' }),
      relation,
      hardLabels(kind, recipe.hardLabels),
    ],
    context,
  );
}

/**
 * @param x [batch, dimension], the student's embeddings
 * @param z [batch, dimension], the teacher's, projected
 */
function relationTerm(
  x: tf.Tensor2D,
  z: tf.Tensor2D,
  { normalize, temperature, includeSelf, klDirection }: Recipe,
): Watched {
  const anchors = normalize ? normalizeRows(x) : x;
  const keys = normalize ? normalizeRows(z) : z;
  const [batch] = keys.shape;
  const similarities = (rows: tf.Tensor2D): tf.Tensor2D => {
    const scaled: tf.Tensor2D = tf.div(tf.matMul(rows, keys, false, true), temperature); // [batch, batch]
    return includeSelf ? scaled : tf.add(scaled, diagonalMask(batch));
  };
  const teacher = similarities(keys);
  const student = similarities(anchors);
  return {
    value: klDirection === 'teacher-first' ? klDivergence(teacher, student) : reverseKl(teacher, student),
    watched: includeSelf ? { selfProbability: selfProbability(teacher) } : {},
  };
}

/** KL(softmax(scores) ‖ softmax(targetScores)), mean over the rows, with gradients to both. */
function reverseKl(targetScores: tf.Tensor2D, scores: tf.Tensor2D): tf.Scalar {
  const log = tf.logSoftmax(scores);
  const difference = tf.sub(log, tf.logSoftmax(targetScores));
  return tf.div(tf.sum(tf.mul(tf.exp(log), difference)), scores.shape[0]);
}

/** mean_i q_ii. @param similarities [batch, batch] */
function selfProbability(similarities: tf.Tensor2D): tf.Scalar {
  const [batch] = similarities.shape;
  return tf.div(tf.sum(tf.mul(tf.softmax(similarities), tf.eye(batch))), batch);
}
