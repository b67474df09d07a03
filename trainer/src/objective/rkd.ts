import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import { embeddingTerm } from './embedding-term.ts';
import { hardLabels, softLabels } from './label-terms.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { objectiveOfTerms } from './terms.ts';

type Recipe = Extract<ObjectiveRecipe, { name: 'rkd' }>;

/**
 * Relational knowledge distillation (Park et al. 2019, equations 5 to 8) of the student's embedding and the teacher's own [CLS], which may
 * differ in width: distance · mean over pairs of smoothL1(ψ_D) + angle · mean over triples of smoothL1(ψ_A), with ψ_D a pair's distance
 * divided by the batch's mean distance and ψ_A the cosine of the angle at one of three. Pairs and triples with equal members count as 0, as in the authors' code.
 */
export function rkd(recipe: Recipe, context: ObjectiveContext): Objective {
  const { kind } = context;
  const soft = { kind, weight: recipe.softLabels, temperature: recipe.labelTemperature, loss: 'kl' } as const;
  /** smoothL1 of what a function makes of either network's embeddings. */
  const relation = (name: 'distance' | 'angle', relate: (x: tf.Tensor2D) => tf.Tensor) =>
    embeddingTerm({ name, weight: recipe[name] }, context, (x, h) => smoothL1(relate(h), relate(x)));
  return objectiveOfTerms(
    [
      hardLabels(kind, recipe.hardLabels),
      softLabels(soft),
      relation('distance', relativeDistances),
      relation('angle', angles),
    ],
    context,
  );
}

/** Mean of d²/2 where |d| < 1 and of |d| − 1/2 elsewhere, d = x − target (Huber with δ = 1). */
function smoothL1(target: tf.Tensor, x: tf.Tensor): tf.Scalar {
  const size = tf.abs(tf.sub(x, target));
  const small = tf.minimum(size, 1);
  return tf.mean(tf.sub(tf.mul(small, size), tf.mul(tf.square(small), 0.5)));
}

/** @param x [n, width]; @returns [n, n, width], x_j − x_i */
function differences(x: tf.Tensor2D): tf.Tensor3D {
  return tf.sub(tf.expandDims(x, 0), tf.expandDims(x, 1));
}

/** Squared lengths below this count as this: the square root's slope has no bound at 0. */
const least = 1e-12;

/** Euclidean distances divided by their mean over pairs of different members. @param x [n, width]; @returns [n, n] */
function relativeDistances(x: tf.Tensor2D): tf.Tensor2D {
  const [size] = x.shape;
  const squares = tf.sum<tf.Tensor2D>(tf.square(differences(x)), 2);
  const distances = tf.mul(tf.sqrt(tf.maximum(squares, least)), tf.sub(1, tf.eye(size)));
  const mean = tf.div(tf.sum(distances), Math.max(1, size * (size - 1)));
  return tf.div(distances, tf.maximum(mean, Math.sqrt(least)));
}

/** Cosine of the angle at i between j and k; 0 where one of them is i. @param x [n, width]; @returns [n, n, n] */
function angles(x: tf.Tensor2D): tf.Tensor3D {
  const edges = differences(x);
  const squares = tf.sum(tf.square(edges), 2, true); // [n, n, 1]
  const units: tf.Tensor3D = tf.mul(edges, tf.rsqrt(tf.maximum(squares, least)));
  return tf.matMul(units, units, false, true);
}
