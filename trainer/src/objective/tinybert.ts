import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { requireEqual } from './fit.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { layersTo, spreadLayer } from './layer-map.ts';
import { attentionError, projectTokens, stateError } from './masked.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { sumOfTerms } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'tinybert' }>;

/**
 * TinyBERT (Jiao et al. 2020, section 3.1), in two stages. First the layers (equations 7 to 9): summed over the student's layers m,
 * attention · MSE of attention scores before softmax + hiddenStates · MSE(W_h·h_m, h_g(m)), and embeddings · MSE(W_e·e, e_t), g(m) = m·N/n,
 * W_h and W_e trained along; means over real tokens. Then the predictions (equation 10): softLabels · T² · CE(softmax(t/T) → softmax(s/T)).
 */
export function tinybert(recipe: Recipe, context: ObjectiveContext): Objective {
  const { student, teacher } = context;
  const layers = layersStage(recipe, context);
  const predictions = predictionsStage(recipe, context.kind);
  return {
    needs: {
      student: { ...layers.needs.student, ...predictions.needs.student },
      teacher: { ...layers.needs.teacher, ...predictions.needs.teacher },
    },
    weights: {
      hidden: [teacher.hidden, student.hidden],
      embedding: [teacher.hidden, student.hidden],
    },
    evaluate: predictions.evaluate,
    at: (share) => (share < recipe.layersFirst ? layers : predictions),
  };
}

function layersStage(recipe: Recipe, context: ObjectiveContext): Objective {
  requireEqual('tinybert', 'heads', context);
  const { student, teacher } = context;
  const pairs = layersTo(student.layers).map((layer) => ({
    layer,
    followed: spreadLayer(layer, student.layers, teacher.layers),
  }));
  const own = pairs.map(({ layer }) => layer);
  const followed = pairs.map(({ followed }) => followed);
  return {
    needs: {
      student: { attentionScores: own, states: [0, ...own] },
      teacher: { attentionScores: followed, states: [0, ...followed] },
    },
    weights: {},
    evaluate({ student, teacher, mask, weights }) {
      const projected = (layer: number, weight: 'hidden' | 'embedding') =>
        projectTokens(neededLayer(student, 'states', layer), weights[weight] as tf.Tensor2D);
      return sumOfTerms([
        {
          name: 'attention',
          weight: recipe.attention,
          value: () =>
            tf.addN(
              pairs.map(({ layer, followed }) =>
                attentionError(
                  neededLayer(teacher, 'attentionScores', followed),
                  neededLayer(student, 'attentionScores', layer),
                  mask,
                ),
              ),
            ),
        },
        {
          name: 'hiddenStates',
          weight: recipe.hiddenStates,
          value: () =>
            tf.addN(
              pairs.map(({ layer, followed }) =>
                stateError(neededLayer(teacher, 'states', followed), projected(layer, 'hidden'), mask),
              ),
            ),
        },
        {
          name: 'embeddings',
          weight: recipe.embeddings,
          value: () => stateError(neededLayer(teacher, 'states', 0), projected(0, 'embedding'), mask),
        },
      ]);
    },
  };
}

function predictionsStage(recipe: Recipe, kind: ObjectiveContext['kind']): Objective {
  const soft = {
    kind,
    weight: recipe.softLabels,
    temperature: recipe.labelTemperature,
    loss: 'cross-entropy',
  } as const;
  return {
    needs: { student: { logits: true }, teacher: { logits: true } },
    weights: {},
    evaluate: (batch) => sumOfTerms([softLabels(soft, batch), hardLabels(kind, recipe.hardLabels, batch)]),
  };
}
