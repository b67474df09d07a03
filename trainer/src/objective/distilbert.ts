import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { hardLabels, softLabels } from './label-terms.ts';
import { isProjected } from './linear-projection.ts';
import { meanOverTokens, projectTokens } from './masked.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { objectiveOfTerms, type TermLoss } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'distilbert' }>;

/**
 * DistilBERT's triple loss (Sanh et al. 2019, section 3) on a task: softLabels · T² · KL + hardLabels · CE (in the place of masked language
 * modeling) + cosine · mean over real tokens of 1 − cos(h_s, h_t), h the last hidden states. With a projection, which is not the paper's,
 * cos(W·h_s, h_t).
 */
export function distilbert(recipe: Recipe, context: ObjectiveContext): Objective {
  const { kind } = context;
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  return objectiveOfTerms(
    [
      softLabels(soft),
      hardLabels(kind, recipe.hardLabels),
      { name: 'cosine', weight: recipe.cosine, make: () => cosine(recipe, context) },
    ],
    context,
  );
}

function cosine({ projection }: Recipe, context: ObjectiveContext): TermLoss {
  const { student, teacher } = context;
  const projected = isProjected('distilbert', projection, context);
  return {
    needs: { student: { states: [student.layers] }, teacher: { states: [teacher.layers] } },
    weights: projected ? { projection: [teacher.hidden, student.hidden] } : {},
    value({ student: own, teacher: followed, mask, weights }) {
      const states = neededLayer(own, 'states', student.layers);
      const h: tf.Tensor3D = projected ? projectTokens(states, weights.projection as tf.Tensor2D) : states;
      const cosines = rowCosines(h, neededLayer(followed, 'states', teacher.layers));
      return meanOverTokens(tf.sub(1, cosines), mask);
    },
  };
}

/** @param a, b [batch, tokens, width]; @returns [batch, tokens] */
function rowCosines(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor2D {
  const [batch, tokens, width] = a.shape;
  const unit = (x: tf.Tensor3D) => normalizeRows(tf.reshape(x, [batch * tokens, width]));
  return tf.reshape(tf.sum(tf.mul(unit(a), unit(b)), 1), [batch, tokens]);
}
