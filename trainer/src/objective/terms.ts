import * as tf from '@tensorflow/tfjs';
import type { ObjectiveValue } from './objective.ts';

/** One summand of a loss: its value is a part of what is reported, its weight is not. */
export interface Term {
  name: string;
  weight: number;
  value(): tf.Scalar;
}

/** Σ weight · value; a term of weight 0 is left out and not computed. @throws RangeError where none is left */
export function sumOfTerms(terms: readonly Term[]): ObjectiveValue {
  const used = terms.filter(({ weight }) => weight !== 0);
  if (used.length === 0) throw new RangeError('Every term of the objective has the weight 0.');
  const values = used.map(({ name, weight, value }) => ({ name, weight, value: value() }));
  const parts = Object.fromEntries(values.map(({ name, value }) => [name, value]));
  const loss = values
    .map(({ weight, value }): tf.Scalar => (weight === 1 ? value : tf.mul(value, weight)))
    .reduce((sum, value) => tf.add(sum, value));
  return { loss, parts };
}
