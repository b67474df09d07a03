import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import * as tf from '@tensorflow/tfjs';
import type { LayerRequest } from '../model/layer-outputs.ts';
import type { Needs, Objective, ObjectiveContext, ObjectiveValue } from './objective.ts';

interface Member {
  weight: number;
  objective: Objective;
}

/**
 * Σ weight · objective. What is needed is the union of what its members need; their parts and their own weights are called by their place
 * and name: `1.kd.softLabels`.
 *
 * @param make the objective of one member's recipe
 */
export function sum(
  terms: readonly { weight: number; objective: LossObjective }[],
  context: ObjectiveContext,
  make: (recipe: LossObjective, context: ObjectiveContext) => Objective,
): Objective {
  const members = terms.map(({ weight, objective }, i) => ({
    name: `${i + 1}.${objective.name}`,
    weight,
    objective: make(objective, context),
  }));
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

/** What either needs. */
export function union(a: Needs, b: Needs): Needs {
  const layers = (name: keyof LayerRequest) => {
    const both = [...new Set([...(a[name] ?? []), ...(b[name] ?? [])])].sort((x, y) => x - y);
    return both.length > 0 ? { [name]: both } : {};
  };
  return {
    ...(a.logits || b.logits ? { logits: true } : {}),
    ...(a.embedding || b.embedding ? { embedding: true } : {}),
    ...layers('clsStates'),
    ...layers('states'),
    ...layers('attentionScores'),
    ...layers('attentionProbabilities'),
    ...layers('values'),
  };
}
