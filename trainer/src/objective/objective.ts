import type * as tf from '@tensorflow/tfjs';

/** What the student computed for one batch. */
export interface StudentOutputs {
  /** [batch, classes] */
  logits: tf.Tensor2D;
  /** x: [batch, dimension], not normalized; present where the objective needs it */
  embedding?: tf.Tensor2D;
}

/** What the teacher said of the same examples: constants, no gradient reaches them. */
export interface TeacherOutputs {
  /** [batch, classes] */
  logits?: tf.Tensor2D;
  /** z: [batch, dimension], projected, not normalized */
  embedding?: tf.Tensor2D;
}

/** The scalar to minimize, and the values of its terms by name, without their weights. */
export interface ObjectiveValue {
  loss: tf.Scalar;
  parts: Record<string, tf.Scalar>;
}

/** One way to train a student. It declares what it needs, and nothing else is computed. */
export interface Objective {
  needs: { student: { embedding: boolean }; teacher: { logits: boolean; embedding: boolean } };
  /** @param labels [batch] int32 class ids */
  evaluate(student: StudentOutputs, teacher: TeacherOutputs, labels: tf.Tensor1D): ObjectiveValue;
}

/** The one of `outputs` that an objective declared to need. */
export function needed<Name extends string>(
  outputs: Partial<Record<Name, tf.Tensor2D>>,
  name: Name,
): tf.Tensor2D {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`The objective needs "${name}", which was not computed.`);
  return tensor;
}
