import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { hardLabels } from './label-terms.ts';
import { needed, neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { sumOfTerms } from './terms.ts';

/**
 * Probabilistic knowledge transfer (Passalis & Tefas 2018, equations 3 to 7 with the cosine kernel): hardLabels · CE +
 * similarity · mean_i Σ_j p_ij·log(p_ij / q_ij), p and q the rows of (cos + 1) / 2 divided by their sum, of the teacher's own [CLS] and of
 * the student's embedding.
 */
export function pkt(
  recipe: Extract<ObjectiveRecipe, { name: 'pkt' }>,
  { kind, teacher }: ObjectiveContext,
): Objective {
  return {
    needs: { student: { logits: true, embedding: true }, teacher: { clsStates: [teacher.layers] } },
    weights: {},
    evaluate(batch) {
      const x = needed(batch.student, 'embedding');
      const h = neededLayer(batch.teacher, 'clsStates', teacher.layers);
      return sumOfTerms([
        hardLabels(kind, recipe.hardLabels, batch),
        {
          name: 'similarity',
          weight: recipe.similarity,
          value() {
            const [p, q] = [probabilities(h), probabilities(x)];
            return tf.mean(tf.sum(tf.mul(p, tf.sub(tf.log(p), tf.log(q))), 1));
          },
        },
      ]);
    },
  };
}

/** @returns [n, n], rows summing to 1, nowhere 0 so that logarithms exist */
function probabilities(rows: tf.Tensor2D): tf.Tensor2D {
  const unit = normalizeRows(rows);
  const similarities = tf.maximum(tf.mul(tf.add(tf.matMul(unit, unit, false, true), 1), 0.5), 1e-7);
  return tf.div(similarities, tf.sum(similarities, 1, true));
}
