import * as tf from '@tensorflow/tfjs';
import { requireWeight } from './fit.ts';
import type { Needs, Objective, ObjectiveBatch, ObjectiveContext, ObjectiveValue } from './objective.ts';
import { union } from './union.ts';

/** One summand of a loss: its value is a part of what is reported, its weight is not. */
export interface Term {
  name: string;
  weight: number;
  /** The recipe's field that weighs it; `name` where it is left out. */
  field?: string;
  /** Called where its weight is not 0. @throws ExpectedError BAD_INPUT where the two networks don't fit it */
  make(): TermLoss;
}

/** What a term asks of either network, and its value from that. */
export interface TermLoss {
  needs: { student: Needs; teacher?: Needs };
  /** Shapes of weights that are trained for it (`Objective.weights`). */
  weights?: Readonly<Record<string, readonly number[]>>;
  value(batch: ObjectiveBatch): tf.Scalar | Watched;
}

/** A value, with figures beside it that nothing is trained by. */
export interface Watched {
  value: tf.Scalar;
  watched: Readonly<Record<string, tf.Scalar>>;
}

/**
 * Σ weight · term. A term of weight 0 is left out: nothing is needed, trained, checked or computed for it.
 *
 * @param who would be left without anything to learn
 * @throws ExpectedError BAD_INPUT with the fields' path where every weight is 0
 */
export function objectiveOfTerms(
  terms: readonly Term[],
  { path }: Pick<ObjectiveContext, 'path'>,
  who = 'the student',
): Objective {
  requireWeight(
    Object.fromEntries(terms.map(({ name, field = name, weight }) => [field, weight])),
    who,
    path,
  );
  const used = terms
    .filter(({ weight }) => weight !== 0)
    .map(({ name, weight, make }) => ({ name, weight, ...make() }));
  return {
    needs: {
      student: used.map(({ needs }) => needs.student).reduce(union),
      teacher: used.map(({ needs }) => needs.teacher ?? {}).reduce(union),
    },
    weights: Object.assign({}, ...used.map(({ weights }) => weights)),
    evaluate: (batch) =>
      sumOf(used.map(({ name, weight, value }) => ({ name, weight, value: value(batch) }))),
  };
}

/** Σ weight · value, and the values by name. */
export function sumOf(
  terms: readonly { name: string; weight: number; value: tf.Scalar | Watched }[],
): ObjectiveValue {
  const values = terms.map(({ value, ...term }) => ({
    ...term,
    ...(value instanceof tf.Tensor ? { value, watched: {} } : value),
  }));
  const loss = values
    .map(({ weight, value }): tf.Scalar => (weight === 1 ? value : tf.mul(value, weight)))
    .reduce((sum, value) => tf.add(sum, value));
  const parts = values.map(({ name, value, watched }) => ({ [name]: value, ...watched }));
  return { loss, parts: Object.assign({}, ...parts) };
}
