import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { hardLabels } from './label-terms.ts';
import { needed, neededLayer, type Objective, type ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { sumOfTerms } from './terms.ts';

/**
 * Similarity-preserving distillation (Tung & Mori 2019, equations 1 to 4): hardLabels · CE + similarity · ‖G̃_T − G̃_S‖²_F / N², G̃ the
 * batch's Gram matrix with rows of length 1, of the student's embedding and of the teacher's own [CLS].
 */
export function sp(
  recipe: Extract<ObjectiveRecipe, { name: 'sp' }>,
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
          value: () => tf.mean(tf.square(tf.sub(gram(x), gram(h)))),
        },
      ]);
    },
  };
}

function gram(rows: tf.Tensor2D): tf.Tensor2D {
  return normalizeRows(tf.matMul(rows, rows, false, true));
}
