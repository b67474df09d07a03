import type { Task } from '@stillhouse/domain/task/task.ts';
import type * as tf from '@tensorflow/tfjs';
import type { LayerOutputs, LayerRequest } from '../model/layer-outputs.ts';

/** What of one network an objective asks for; all else stays uncomputed. */
export interface Needs extends LayerRequest {
  logits?: boolean;
  /** Of the student x, of the teacher z: projected to the student's width by the head. */
  embedding?: boolean;
}

/** What one network says of a batch: what was asked for, and nothing else. */
export interface NetworkOutputs extends Partial<LayerOutputs> {
  /** [batch, classes]; [batch, 1] where the task is a regression */
  logits?: tf.Tensor2D;
  /** [batch, dimension], not normalized */
  embedding?: tf.Tensor2D;
}

/** One batch, as an objective sees it. */
export interface ObjectiveBatch {
  student: NetworkOutputs;
  /** Constants: no gradient reaches them. */
  teacher: NetworkOutputs;
  /** [batch], int32 class ids; float32 scores where the task is a regression */
  labels: tf.Tensor1D;
  /** [batch, tokens], 1 = real token, 0 = padding; the same for student and teacher */
  mask: tf.Tensor2D;
  /** The objective's own weights, by the names of `Objective.weights`. */
  weights: Readonly<Record<string, tf.Tensor>>;
}

/** The scalar to minimize, and the values of its terms by name, without their weights. */
export interface ObjectiveValue {
  loss: tf.Scalar;
  parts: Record<string, tf.Scalar>;
}

/** One way to train a student. It declares what it needs, and nothing else is computed. */
export interface Objective {
  needs: { student: Needs; teacher: Needs };
  /**
   * Shapes of weights that are trained beside the student's, such as a projection of its states. They are drawn from the run's seed and
   * are no part of the student that is saved.
   */
  weights: Readonly<Record<string, readonly number[]>>;
  /** Runs inside a tidy. */
  evaluate(batch: ObjectiveBatch): ObjectiveValue;
  /** What is minimized once a share of the steps, in [0, 1), is done, where that changes; its needs are among `needs`. */
  at?(share: number): Objective;
}

/** Sizes of an encoder that an objective adapts to. */
export interface NetworkShape {
  layers: number;
  hidden: number;
  heads: number;
}

/** What an objective is made for. */
export interface ObjectiveContext {
  /** Label terms are cross-entropies for a classification, squared errors for a regression. */
  kind: Task['kind'];
  student: NetworkShape;
  teacher: NetworkShape;
  /** Of the objective in its recipe, for errors; left out where there is none. */
  path?: readonly string[];
}

/** The one of `outputs` that an objective declared to need. */
export function needed<Name extends 'logits' | 'embedding'>(
  outputs: NetworkOutputs,
  name: Name,
): tf.Tensor2D {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`The objective needs "${name}", which was not computed.`);
  return tensor;
}

/** The output of a layer that an objective declared to need. */
export function neededLayer<Name extends keyof LayerOutputs>(
  outputs: NetworkOutputs,
  name: Name,
  layer: number,
): LayerOutputs[Name][string] {
  const tensor = outputs[name]?.[layer];
  if (!tensor) throw new Error(`The objective needs "${name}" of layer ${layer}, which was not computed.`);
  return tensor as LayerOutputs[Name][string];
}
