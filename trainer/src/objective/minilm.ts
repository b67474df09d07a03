import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { weightedKlDivergence } from './cross-entropy.ts';
import { requireEqual } from './fit.ts';
import { hardLabels } from './label-terms.ts';
import { type NetworkOutputs, neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { objectiveOfTerms, type Term } from './terms.ts';

/**
 * MiniLM (Wang et al. 2020, equations 6 to 8) of the last layers, whose widths may differ: attention · KL of the teacher's attention and the
 * student's + values · KL of the value relations softmax(V·Vᵀ/√depth), means over heads and real tokens, + hardLabels · CE, with which the
 * paper goes on afterwards.
 */
export function minilm(
  recipe: Extract<ObjectiveRecipe, { name: 'minilm' }>,
  context: ObjectiveContext,
): Objective {
  const { kind, student, teacher } = context;
  /** KL of softmax of what `scores` [batch, heads, tokens, tokens] makes of the last layer's output in either network. */
  const relation = (
    name: 'attention' | 'values',
    output: 'attentionScores' | 'values',
    scores: (outputs: NetworkOutputs, layer: number) => tf.Tensor4D,
  ): Term => ({
    name,
    weight: recipe[name],
    make() {
      requireEqual('minilm', 'heads', context);
      return {
        needs: { student: { [output]: [student.layers] }, teacher: { [output]: [teacher.layers] } },
        value: (batch) =>
          relationDivergence(
            scores(batch.teacher, teacher.layers),
            scores(batch.student, student.layers),
            batch.mask,
          ),
      };
    },
  });
  return objectiveOfTerms(
    [
      relation('attention', 'attentionScores', (outputs, layer) =>
        neededLayer(outputs, 'attentionScores', layer),
      ),
      // As many heads in both, or it would have been refused.
      relation('values', 'values', (outputs, layer) =>
        valueScores(neededLayer(outputs, 'values', layer), student.heads),
      ),
      hardLabels(kind, recipe.hardLabels),
    ],
    context,
  );
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
