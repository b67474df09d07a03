import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { embeddingTerm } from './embedding-term.ts';
import { hardLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { objectiveOfTerms } from './terms.ts';

/**
 * Probabilistic knowledge transfer (Passalis & Tefas 2018, equations 3 to 7 with the cosine kernel): hardLabels · CE +
 * similarity · mean_i Σ_j p_ij·log(p_ij / q_ij), p and q the rows of (cos + 1) / 2 divided by their sum, of the teacher's own [CLS] and of
 * the student's embedding.
 */
export function pkt(recipe: Extract<ObjectiveRecipe, { name: 'pkt' }>, context: ObjectiveContext): Objective {
  const similarity = { name: 'similarity', weight: recipe.similarity };
  const term = embeddingTerm(similarity, context, (x, h) => {
    const [p, q] = [probabilities(h), probabilities(x)];
    return tf.mean(tf.sum(tf.mul(p, tf.sub(tf.log(p), tf.log(q))), 1));
  });
  return objectiveOfTerms([hardLabels(context.kind, recipe.hardLabels), term], context);
}

/** @returns [n, n], rows summing to 1, nowhere 0 so that logarithms exist */
function probabilities(rows: tf.Tensor2D): tf.Tensor2D {
  const unit = normalizeRows(rows);
  const similarities = tf.maximum(tf.mul(tf.add(tf.matMul(unit, unit, false, true), 1), 0.5), 1e-7);
  return tf.div(similarities, tf.sum(similarities, 1, true));
}
