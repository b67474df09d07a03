import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { embeddingTerm } from './embedding-term.ts';
import { hardLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { normalizeRows } from './similarity.ts';
import { objectiveOfTerms } from './terms.ts';

/**
 * Similarity-preserving distillation (Tung & Mori 2019, equations 1 to 4): hardLabels · CE + similarity · ‖G̃_T − G̃_S‖²_F / N², G̃ the
 * batch's Gram matrix with rows of length 1, of the student's embedding and of the teacher's own [CLS].
 */
export function sp(recipe: Extract<ObjectiveRecipe, { name: 'sp' }>, context: ObjectiveContext): Objective {
  const similarity = { name: 'similarity', weight: recipe.similarity };
  const term = embeddingTerm(similarity, context, (x, h) => tf.mean(tf.square(tf.sub(gram(x), gram(h)))));
  return objectiveOfTerms([hardLabels(context.kind, recipe.hardLabels), term], context);
}

function gram(rows: tf.Tensor2D): tf.Tensor2D {
  return normalizeRows(tf.matMul(rows, rows, false, true));
}
