import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type ObjectiveRecipe, objective } from '@stillhouse/domain/recipe/objective.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import type { Needs, NetworkOutputs, NetworkShape } from '@stillhouse/trainer/objective/objective.ts';
import { objectiveOf, ownObjectiveOf } from '@stillhouse/trainer/objective/registry.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

/** Sizes that every objective fits. */
const shapes = {
  student: { layers: 2, hidden: 8, heads: 2 },
  teacher: { layers: 4, hidden: 8, heads: 2 },
};
const path = ['objectives', '0'];
const context = { kind: 'classification', ...shapes, path } as const;
const [batch, tokens, classes] = [3, 4, 3];

/** Fields that weigh one term each, of the objectives that are one loss. */
const weightFields: Record<string, string[]> = {
  kd: ['hardLabels', 'softLabels'],
  pkd: ['hardLabels', 'softLabels', 'clsStates'],
  rkd: ['hardLabels', 'softLabels', 'distance', 'angle'],
  sp: ['hardLabels', 'similarity'],
  pkt: ['hardLabels', 'similarity'],
  distilbert: ['softLabels', 'hardLabels', 'cosine'],
  tinybert: ['attention', 'hiddenStates', 'embeddings', 'softLabels', 'hardLabels'],
  minilm: ['attention', 'values', 'hardLabels'],
  reaugkd: ['softLabels', 'relation', 'hardLabels'],
};

/** Each way of weighing a field 0 or 1. */
function weighings(fields: readonly string[]): Record<string, number>[] {
  return fields.reduce<Record<string, number>[]>(
    (all, field) => all.flatMap((weights) => [0, 1].map((weight) => ({ ...weights, [field]: weight }))),
    [{}],
  );
}

const cases = Object.entries(weightFields).flatMap(([name, fields]) =>
  weighings(fields).map((weights) => ({ name, ...weights })),
);

/** Numbers for what is needed, and the names of those that were read. */
function outputsFor(needs: Needs, { hidden, heads }: NetworkShape, read: Set<string>): NetworkOutputs {
  const shapeOf: Record<string, number[]> = {
    logits: [batch, classes],
    embedding: [batch, hidden],
    clsStates: [batch, hidden],
    states: [batch, tokens, hidden],
    values: [batch, tokens, hidden],
    attentionScores: [batch, heads, tokens, tokens],
  };
  const watched = (name: string, keys: readonly (string | number)[]) =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        keys.map((key) => [
          key,
          {
            enumerable: true,
            get() {
              read.add(`${name}.${key}`);
              return tf.randomUniform(shapeOf[name] ?? [], -1, 1, 'float32', 7);
            },
          },
        ]),
      ),
    );
  const { logits, embedding, ...layers } = needs;
  const outputs = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries({ logits, embedding })
        .filter(([, wanted]) => wanted)
        .map(([name]) => [name, Object.getOwnPropertyDescriptor(watched(name, ['']), '') ?? {}]),
    ),
  );
  for (const [name, wanted] of Object.entries(layers))
    Object.assign(outputs, { [name]: watched(name, wanted) });
  return outputs;
}

function namesOf({ logits, embedding, ...layers }: Needs): string[] {
  const byLayer = Object.entries(layers).flatMap(([name, found]: [string, readonly number[]]) =>
    found.map((layer) => `${name}.${layer}`),
  );
  return [...(logits ? ['logits.'] : []), ...(embedding ? ['embedding.'] : []), ...byLayer].sort();
}

function refusalOf(recipe: ObjectiveRecipe): ExpectedError | null {
  try {
    ownObjectiveOf(recipe, context);
    return null;
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'BAD_INPUT') return error;
    throw error;
  }
}

describe('whichever of its terms are weighed', () => {
  beforeAll(() => cpu.activate());

  it.each(Object.keys(weightFields))('%s needs what it reads, and its weights are all used', (name) => {
    let tried = 0;
    for (const value of cases.filter((each) => each.name === name)) {
      const recipe = objective.parse(value);
      if (refusalOf(recipe) || recipe.name !== name) continue;
      const made = ownObjectiveOf(recipe, context);
      const used = new Set<string>();
      for (const share of made.at ? [0, 0.99] : [0]) {
        const now = made.at?.(share) ?? made;
        const read = { student: new Set<string>(), teacher: new Set<string>() };
        const weights = Object.defineProperties(
          {},
          Object.fromEntries(
            Object.entries(made.weights).map(([key, shape]) => [
              key,
              {
                get() {
                  used.add(key);
                  return tf.randomUniform([...shape], -1, 1, 'float32', 3);
                },
              },
            ]),
          ),
        );
        tf.tidy(() => {
          now.evaluate({
            student: outputsFor(now.needs.student, shapes.student, read.student),
            teacher: outputsFor(now.needs.teacher, shapes.teacher, read.teacher),
            labels: tf.tensor1d([0, 2, 1], 'int32'),
            mask: tf.ones([batch, tokens]),
            weights,
          });
        });
        expect([...read.student].sort(), JSON.stringify(value)).toEqual(namesOf(now.needs.student));
        expect([...read.teacher].sort(), JSON.stringify(value)).toEqual(namesOf(now.needs.teacher));
      }
      expect([...used].sort()).toEqual(Object.keys(made.weights).sort());
      tried++;
    }
    expect(tried).toBeGreaterThan(2);
  });

  it('a teacher is asked for nothing by hard labels alone', () => {
    for (const [name, fields] of Object.entries(weightFields)) {
      const zeros = Object.fromEntries(fields.map((field) => [field, 0]));
      const first = name === 'tinybert' ? { layersFirst: 0 } : {};
      const recipe = objective.parse({ name, ...zeros, ...first, hardLabels: 1 });
      expect(ownObjectiveOf(recipe, context).needs, name).toEqual({ student: { logits: true }, teacher: {} });
    }
  });

  it('a sum needs nothing for a member of weight 0, and does not ask whether it fits', () => {
    const terms = [
      { weight: 0, objective: { name: 'tinybert' } },
      { weight: 1, objective: { name: 'kd' } },
    ];
    const unequal = { ...context, student: { layers: 9, hidden: 12, heads: 3 } };
    const sum = ownObjectiveOf(objective.parse({ name: 'sum', terms }), unequal);
    expect(sum.needs).toEqual({ student: { logits: true }, teacher: { logits: true } });
    expect(sum.weights).toEqual({});
    expect(sum.at).toBeUndefined();
  });
});

describe('an objective with nothing to learn by is refused, and the field named', () => {
  it.each([
    [{ name: 'kd', hardLabels: 0, softLabels: 0 }, 'hardLabels'],
    [{ name: 'tinybert', softLabels: 0 }, 'softLabels'],
    [{ name: 'tinybert', attention: 0, hiddenStates: 0, embeddings: 0 }, 'attention'],
    [{ name: 'takd', hardLabels: 0, softLabels: 0 }, 'hardLabels'],
    [{ name: 'rco', hardLabels: 0, softLabels: 0 }, 'hardLabels'],
    [{ name: 'dml', hardLabels: 0, peer: 0 }, 'hardLabels'],
    [{ name: 'prokt', hardLabels: 0, softLabels: 0 }, 'hardLabels'],
    [{ name: 'prokt', teacherHardLabels: 0, proximal: 0 }, 'teacherHardLabels'],
    [{ name: 'sftn', hardLabels: 0, softLabels: 0 }, 'hardLabels'],
    [{ name: 'sftn', teacherHardLabels: 0, branchHardLabels: 0, branchSoftLabels: 0 }, 'teacherHardLabels'],
    [{ name: 'metadistil', hardLabels: 0, softLabels: 0 }, 'softLabels'],
    [{ name: 'metadistil', hardLabels: 1, softLabels: 0 }, 'softLabels'],
    [{ name: 'sum', terms: [{ weight: 0, objective: { name: 'kd' } }] }, 'terms.0.weight'],
    [
      { name: 'sum', terms: [{ objective: { name: 'kd', hardLabels: 0, softLabels: 0 } }] },
      'terms.0.objective.hardLabels',
    ],
  ])('%o', (value, field) => {
    const refusal = refusalOf(objective.parse(value));
    expect(refusal?.path.join('.')).toBe(`objectives.0.${field}`);
    expect(refusal?.message).toMatch(/^objectives\.0\S*: .*nothing to learn by: .* 0\. Set .* above 0\.$/);
  });

  it('whatever its name, with every weight 0', () => {
    for (const [name, fields] of Object.entries(weightFields)) {
      const zeros = Object.fromEntries(fields.map((field) => [field, 0]));
      expect(refusalOf(objective.parse({ name, ...zeros })), name).not.toBeNull();
    }
  });
});

it('the layers of PKD are those of the paper for six under twelve', () => {
  const shape = (layers: number) => ({ layers, hidden: 8, heads: 2 });
  const paper = { ...context, student: shape(6), teacher: shape(12) };
  const followed = (layers: string) =>
    ownObjectiveOf(objective.parse({ name: 'pkd', layers }), paper).needs.teacher.clsStates;
  expect(followed('skip')).toEqual([2, 4, 6, 8, 10]);
  expect(followed('last')).toEqual([7, 8, 9, 10, 11]);
});

it('PKD and TinyBERT refuse a teacher of fewer layers than the student, and say how many it may have', () => {
  const deep = { ...context, student: { layers: 5, hidden: 8, heads: 2 } };
  for (const name of ['pkd', 'tinybert'] as const)
    expect(() => objectiveOf(objective.parse({ name }) as Parameters<typeof objectiveOf>[0], deep)).toThrow(
      /student\.layers is 5, and the teacher has 4. Set student\.layers=4 or less/,
    );
});
