import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { requireTeacherAsDeep } from './fit.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import { lastLayer, layersTo, spreadLayer } from './layer-map.ts';
import { isProjected } from './linear-projection.ts';
import { neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { objectiveOfTerms, type TermLoss } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'pkd' }>;

/**
 * Patient knowledge distillation (Sun et al. 2019, equations 7 and 8): KD + clsStates · mean ‖ŝ_l − t̂_m(l)‖² over the batch and the
 * student's layers l below its last, ŝ and t̂ the L2-normalized [CLS] states. m is every N/n-th teacher layer (skip), or the ones below
 * its last (last). With a projection, which is not the paper's, ŝ is the normalized W_l·s_l.
 */
export function pkd(recipe: Recipe, context: ObjectiveContext): Objective {
  const { kind } = context;
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  return objectiveOfTerms(
    [
      hardLabels(kind, recipe.hardLabels),
      softLabels(soft),
      { name: 'clsStates', weight: recipe.clsStates, make: () => patience(recipe, context) },
    ],
    context,
  );
}

function patience(recipe: Recipe, context: ObjectiveContext): TermLoss {
  const { student, teacher } = context;
  requireLayersBelowLast(context);
  requireTeacherAsDeep('pkd', context);
  const projected = isProjected('pkd', recipe.projection, context);
  const map = recipe.layers === 'skip' ? spreadLayer : lastLayer;
  const layers = layersTo(student.layers - 1);
  const pairs = layers.map((layer) => ({ layer, followed: map(layer, student.layers, teacher.layers) }));
  const shape = [teacher.hidden, student.hidden];
  return {
    needs: {
      student: { clsStates: layers },
      teacher: { clsStates: pairs.map(({ followed }) => followed) },
    },
    weights: projected ? Object.fromEntries(layers.map((layer) => [`projection.${layer}`, shape])) : {},
    value(batch) {
      const distances = pairs.map(({ layer, followed }) => {
        const own = neededLayer(batch.student, 'clsStates', layer);
        const weight = batch.weights[`projection.${layer}`];
        const s: tf.Tensor2D = weight ? tf.matMul(own, weight as tf.Tensor2D, false, true) : own;
        const t = normalizeRows(neededLayer(batch.teacher, 'clsStates', followed));
        return tf.mean<tf.Scalar>(tf.sum(tf.square(tf.sub(normalizeRows(s), t)), 1));
      });
      return tf.div(tf.addN(distances), distances.length);
    },
  };
}

function requireLayersBelowLast({ student }: ObjectiveContext): void {
  if (student.layers > 1) return;
  throw new ExpectedError(
    'BAD_INPUT',
    'PKD compares the layers below the last, and a student of one layer has none. Set student.layers=2 or more (and no more than the teacher has).',
    ['student', 'layers'],
  );
}
