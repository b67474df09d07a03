import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { requireEqual } from './fit.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { meanOverTokens } from './masked.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { sumOfTerms } from './terms.ts';

/**
 * DistilBERT's triple loss (Sanh et al. 2019, section 3) on a task: softLabels · T² · KL + hardLabels · CE (in the place of masked language
 * modeling) + cosine · mean over real tokens of 1 − cos(h_s, h_t), h the last hidden states.
 */
export function distilbert(
  recipe: Extract<ObjectiveRecipe, { name: 'distilbert' }>,
  context: ObjectiveContext,
): Objective {
  requireEqual('distilbert', 'hidden', context);
  const { kind, student, teacher } = context;
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  return {
    needs: {
      student: { logits: true, states: [student.layers] },
      teacher: { logits: true, states: [teacher.layers] },
    },
    weights: {},
    evaluate: (batch) =>
      sumOfTerms([
        softLabels(soft, batch),
        hardLabels(kind, recipe.hardLabels, batch),
        {
          name: 'cosine',
          weight: recipe.cosine,
          value() {
            const s = unitTokens(neededLayer(batch.student, 'states', student.layers));
            const t = unitTokens(neededLayer(batch.teacher, 'states', teacher.layers));
            return meanOverTokens(tf.sub(1, tf.sum<tf.Tensor2D>(tf.mul(s, t), 2)), batch.mask);
          },
        },
      ]),
  };
}

/** @param states [batch, tokens, width]; @returns the same, each token's divided by its length */
function unitTokens(states: tf.Tensor3D): tf.Tensor3D {
  return tf.mul(states, tf.rsqrt(tf.maximum(tf.sum(tf.square(states), 2, true), 1e-24)));
}
