import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { klDivergence } from './cross-entropy.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { needed, type Objective, type ObjectiveContext } from './objective.ts';
import { diagonalMask, normalizeRows } from './similarity.ts';
import { sumOfTerms } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'reaugkd' }>;

/**
 * ReAugKD (Zhang et al. 2023, section 2.2): with q_ij = softmax_j(z_i·z_j / τ) among the teacher's projected embeddings and
 * q̄_ij = softmax_j(x_i·z_j / τ) from the student's, softLabels · T² · CE(ȳ_i → y_i) + relation · KL(q_i ‖ q̄_i) +
 * hardLabels · CE(gold), means over the batch. Where j = i is included the part `selfProbability` is mean_i q_ii: near 1 the relation term
 * only aligns each student embedding with its own teacher embedding.
 */
export function reaugkd(recipe: Recipe, { kind }: Pick<ObjectiveContext, 'kind'>): Objective {
  const soft = {
    kind,
    weight: recipe.softLabels,
    temperature: recipe.labelTemperature,
    loss: 'cross-entropy',
  } as const;
  return {
    needs: { student: { logits: true, embedding: true }, teacher: { logits: true, embedding: true } },
    weights: {},
    evaluate(batch) {
      const [x, z] = [needed(batch.student, 'embedding'), needed(batch.teacher, 'embedding')];
      let watched: { selfProbability?: tf.Scalar } = {};
      const { loss, parts } = sumOfTerms([
        softLabels(soft, batch),
        {
          name: 'relation',
          weight: recipe.relation,
          value() {
            const { relation, ...others } = relationTerm(x, z, recipe);
            watched = others;
            return relation;
          },
        },
        hardLabels(kind, recipe.hardLabels, batch),
      ]);
      return { loss, parts: { ...parts, ...watched } };
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
