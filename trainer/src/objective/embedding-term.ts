import type * as tf from '@tensorflow/tfjs';
import { needed, neededLayer, type ObjectiveContext } from './objective.ts';
import type { Term } from './terms.ts';

/**
 * A term that compares the student's embeddings with the teacher's own, the [CLS] of its last layer, which may differ in width.
 *
 * @param compare of x [batch, student's width] and h [batch, teacher's width]
 */
export function embeddingTerm(
  { name, weight }: Pick<Term, 'name' | 'weight'>,
  { teacher: { layers } }: Pick<ObjectiveContext, 'teacher'>,
  compare: (x: tf.Tensor2D, h: tf.Tensor2D) => tf.Scalar,
): Term {
  return {
    name,
    weight,
    make: () => ({
      needs: { student: { embedding: true }, teacher: { clsStates: [layers] } },
      value: ({ student, teacher }) =>
        compare(needed(student, 'embedding'), neededLayer(teacher, 'clsStates', layers)),
    }),
  };
}
