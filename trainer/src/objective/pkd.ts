import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { requireEqual } from './fit.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { lastLayer, layersTo, spreadLayer } from './layer-map.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { sumOfTerms } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'pkd' }>;

/**
 * Patient knowledge distillation (Sun et al. 2019, equations 7 and 8): KD + clsStates · mean ‖ŝ_l − t̂_m(l)‖² over the batch and the
 * student's layers l below its last, ŝ and t̂ the L2-normalized [CLS] states. m is every N/n-th teacher layer (skip), or the ones below
 * its last (last). With a projection ŝ is the normalized W_l·s_l.
 */
export function pkd(recipe: Recipe, context: ObjectiveContext): Objective {
  const { kind, student, teacher } = context;
  if (recipe.projection === 'none')
    requireEqual('pkd', 'hidden', context, ', or projection=linear of this objective');
  const layers = layersTo(student.layers - 1);
  if (layers.length === 0 || teacher.layers < student.layers) {
    throw new ExpectedError(
      'BAD_INPUT',
      `PKD maps the student's layers below its last to the teacher's: a student of ${student.layers} and a teacher of ` +
        `${teacher.layers} layers do not fit. Set student.layers between 2 and ${teacher.layers}.`,
      ['student', 'layers'],
    );
  }
  const map = recipe.layers === 'skip' ? spreadLayer : lastLayer;
  const pairs = layers.map((layer) => ({ layer, followed: map(layer, student.layers, teacher.layers) }));
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  const shape = [teacher.hidden, student.hidden];
  return {
    needs: {
      student: { logits: true, clsStates: layers },
      teacher: { logits: true, clsStates: pairs.map(({ followed }) => followed) },
    },
    weights:
      recipe.projection === 'none'
        ? {}
        : Object.fromEntries(layers.map((layer) => [`projection.${layer}`, shape])),
    evaluate: (batch) =>
      sumOfTerms([
        hardLabels(kind, recipe.hardLabels, batch),
        softLabels(soft, batch),
        {
          name: 'clsStates',
          weight: recipe.clsStates,
          value() {
            const distances = pairs.map(({ layer, followed }) => {
              const own = neededLayer(batch.student, 'clsStates', layer);
              const weight = batch.weights[`projection.${layer}`];
              const s: tf.Tensor2D = weight ? tf.matMul(own, weight as tf.Tensor2D, false, true) : own;
              const t = normalizeRows(neededLayer(batch.teacher, 'clsStates', followed));
              return tf.mean<tf.Scalar>(tf.sum(tf.square(tf.sub(normalizeRows(s), t)), 1));
            });
            return tf.div(tf.addN(distances), distances.length);
          },
        },
      ]),
  };
}
