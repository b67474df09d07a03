import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import * as tf from '@tensorflow/tfjs';
import { requireWeight } from './fit.ts';
import type { Objective, ObjectiveContext, ObjectiveValue } from './objective.ts';
import { union } from './union.ts';

interface Member {
  weight: number;
  objective: Objective;
}

/**
 * Σ weight · objective; a member of weight 0 is left out. What is needed is the union of what the others need; their parts and their own
 * weights are called by their place and name: `1.kd.softLabels`.
 *
 * @param make the objective of one member's recipe
 * @throws ExpectedError BAD_INPUT where every weight is 0
 */
export function sum(
  terms: readonly { weight: number; objective: LossObjective }[],
  context: ObjectiveContext,
  make: (recipe: LossObjective, context: ObjectiveContext) => Objective,
): Objective {
  const { path = [] } = context;
  const weighted = terms.map((term, i) => [`terms.${i}.weight`, term.weight] as const);
  requireWeight(Object.fromEntries(weighted), 'the student', path);
  const members = terms.flatMap(({ weight, objective }, i) => {
    if (weight === 0) return [];
    const place = { ...context, path: [...path, 'terms', String(i), 'objective'] };
    return [{ name: `${i + 1}.${objective.name}`, weight, objective: make(objective, place) }];
  });
  const at = (share: number) =>
    added(
      members.map((member) => ({ ...member, objective: member.objective.at?.(share) ?? member.objective })),
    );
  const weights = Object.fromEntries(
    members.flatMap(({ name, objective }) =>
      Object.entries(objective.weights).map(([own, shape]) => [`${name}.${own}`, shape]),
    ),
  );
  const changes = members.some(({ objective }) => objective.at);
  return { ...added(members), weights, ...(changes ? { at } : {}) };
}

function added(members: readonly (Member & { name: string })[]): Objective {
  return {
    needs: {
      student: members.map(({ objective }) => objective.needs.student).reduce(union),
      teacher: members.map(({ objective }) => objective.needs.teacher).reduce(union),
    },
    weights: {},
    evaluate(batch) {
      const values = members.map(({ name, weight, objective }) => {
        const prefix = `${name}.`;
        const own = Object.entries(batch.weights).filter(([key]) => key.startsWith(prefix));
        const weights = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
        const { loss, parts } = objective.evaluate({ ...batch, weights });
        const named = Object.entries(parts).map(([part, value]) => [`${prefix}${part}`, value]);
        return { loss: tf.mul<tf.Scalar>(loss, weight), parts: Object.fromEntries(named) };
      });
      return values.reduce<ObjectiveValue>(
        (total, { loss, parts }) => ({
          loss: tf.add(total.loss, loss),
          parts: { ...total.parts, ...parts },
        }),
        { loss: tf.scalar(0), parts: {} },
      );
    },
  };
}
