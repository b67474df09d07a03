import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { requireEqual, requireTeacherAsDeep } from './fit.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { layersTo, spreadLayer } from './layer-map.ts';
import { attentionError, projectTokens, stateError } from './masked.ts';
import { neededLayer, type Objective, type ObjectiveBatch, type ObjectiveContext } from './objective.ts';
import { objectiveOfTerms, type Term } from './terms.ts';
import { union } from './union.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'tinybert' }>;

/**
 * TinyBERT (Jiao et al. 2020, section 3.1), in two stages. First the layers (equations 7 to 9): summed over the student's layers m,
 * attention · MSE of attention scores before softmax + hiddenStates · MSE(W_h·h_m, h_g(m)), and embeddings · MSE(W_e·e, e_t), g(m) = m·N/n,
 * W_h and W_e trained along; means over real tokens. Then the predictions (equation 10): softLabels · T² · CE(softmax(t/T) → softmax(s/T)).
 */
export function tinybert(recipe: Recipe, context: ObjectiveContext): Objective {
  const predictions = objectiveOfTerms(
    predictionTerms(recipe, context),
    context,
    'the student, once its layers are done,',
  );
  if (recipe.layersFirst === 0) return predictions;
  const layers = objectiveOfTerms(
    layerTerms(recipe, context),
    context,
    'the student, before the soft labels begin (layersFirst),',
  );
  return {
    needs: {
      student: union(layers.needs.student, predictions.needs.student),
      teacher: union(layers.needs.teacher, predictions.needs.teacher),
    },
    weights: layers.weights,
    evaluate: predictions.evaluate,
    at: (share) => (share < recipe.layersFirst ? layers : predictions),
  };
}

function layerTerms(recipe: Recipe, context: ObjectiveContext): Term[] {
  const { student, teacher } = context;
  const own = layersTo(student.layers);
  const follow = (layer: number) => spreadLayer(layer, student.layers, teacher.layers);
  const followed = own.map(follow);
  const shape = [teacher.hidden, student.hidden];
  const stateErrorOf = (
    { student, teacher, mask, weights }: ObjectiveBatch,
    layer: number,
    target: number,
    weight: string,
  ) =>
    stateError(
      neededLayer(teacher, 'states', target),
      projectTokens(neededLayer(student, 'states', layer), weights[weight] as tf.Tensor2D),
      mask,
    );
  return [
    {
      name: 'attention',
      weight: recipe.attention,
      make() {
        requireEqual('tinybert', 'heads', context, ', or attention=0 of this objective');
        requireTeacherAsDeep('tinybert', context);
        return {
          needs: { student: { attentionScores: own }, teacher: { attentionScores: followed } },
          value: ({ student, teacher, mask }) =>
            tf.addN(
              own.map((layer) =>
                attentionError(
                  neededLayer(teacher, 'attentionScores', follow(layer)),
                  neededLayer(student, 'attentionScores', layer),
                  mask,
                ),
              ),
            ),
        };
      },
    },
    {
      name: 'hiddenStates',
      weight: recipe.hiddenStates,
      make() {
        requireTeacherAsDeep('tinybert', context);
        return {
          needs: { student: { states: own }, teacher: { states: followed } },
          weights: { hidden: shape },
          value: (batch) => tf.addN(own.map((layer) => stateErrorOf(batch, layer, follow(layer), 'hidden'))),
        };
      },
    },
    {
      name: 'embeddings',
      weight: recipe.embeddings,
      make: () => ({
        needs: { student: { states: [0] }, teacher: { states: [0] } },
        weights: { embedding: shape },
        value: (batch) => stateErrorOf(batch, 0, 0, 'embedding'),
      }),
    },
  ];
}

function predictionTerms(recipe: Recipe, { kind }: ObjectiveContext): Term[] {
  const { softLabels: weight, labelTemperature: temperature } = recipe;
  return [
    softLabels({ kind, weight, temperature, loss: 'cross-entropy' }),
    hardLabels(kind, recipe.hardLabels),
  ];
}
