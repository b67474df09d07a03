import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { weightedKlDivergence } from './cross-entropy.ts';
import { requireEqual } from './fit.ts';
import { hardLabels } from './label-terms.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { sumOfTerms } from './terms.ts';

/**
 * MiniLM (Wang et al. 2020, equations 6 to 8) of the last layers, whose widths may differ: attention · KL of the teacher's attention and the
 * student's + values · KL of the value relations softmax(V·Vᵀ/√depth), means over heads and real tokens, + hardLabels · CE, with which the
 * paper goes on afterwards.
 */
export function minilm(
  recipe: Extract<ObjectiveRecipe, { name: 'minilm' }>,
  context: ObjectiveContext,
): Objective {
  requireEqual('minilm', 'heads', context);
  const { kind, student, teacher } = context;
  const needsOf = (layers: number) => ({ attentionScores: [layers], values: [layers] });
  return {
    needs: {
      student: { logits: true, ...needsOf(student.layers) },
      teacher: needsOf(teacher.layers),
    },
    weights: {},
    evaluate(batch) {
      const { mask } = batch;
      return sumOfTerms([
        {
          name: 'attention',
          weight: recipe.attention,
          value: () =>
            relationDivergence(
              neededLayer(batch.teacher, 'attentionScores', teacher.layers),
              neededLayer(batch.student, 'attentionScores', student.layers),
              mask,
            ),
        },
        {
          name: 'values',
          weight: recipe.values,
          value: () =>
            relationDivergence(
              valueScores(neededLayer(batch.teacher, 'values', teacher.layers), teacher.heads),
              valueScores(neededLayer(batch.student, 'values', student.layers), student.heads),
              mask,
            ),
        },
        hardLabels(kind, recipe.hardLabels, batch),
      ]);
    },
  };
}

/** V·Vᵀ/√depth of each head. @param values [batch, tokens, hidden]; @returns [batch, heads, tokens, tokens] */
function valueScores(values: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, tokens, hidden] = values.shape;
  const depth = hidden / heads;
  const split: tf.Tensor4D = tf.transpose(tf.reshape(values, [batch, tokens, heads, depth]), [0, 2, 1, 3]);
  return tf.mul(tf.matMul(split, split, false, true), 1 / Math.sqrt(depth));
}

/** KL of softmax over real tokens, mean over heads and real tokens. @param target, scores [batch, heads, tokens, tokens] */
function relationDivergence(target: tf.Tensor4D, scores: tf.Tensor4D, mask: tf.Tensor2D): tf.Scalar {
  const [batch, heads, tokens] = scores.shape;
  const hidePadding = tf.mul(tf.sub(tf.reshape(mask, [batch, 1, 1, tokens]), 1), 1e9);
  const rows = (x: tf.Tensor4D): tf.Tensor2D =>
    tf.reshape(tf.add(x, hidePadding), [batch * heads * tokens, tokens]);
  const queries = tf.tile(tf.reshape(mask, [batch, 1, tokens]), [1, heads, 1]);
  const weights = tf.div(tf.reshape(queries, [-1, 1]), tf.mul(tf.sum(mask), heads));
  return weightedKlDivergence(rows(target), rows(scores), weights as tf.Tensor2D);
}
