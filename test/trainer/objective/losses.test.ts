import { type TrainingLoss, trainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import type { NetworkOutputs } from '@stillhouse/trainer/objective/objective.ts';
import { objectiveOf } from '@stillhouse/trainer/objective/registry.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../../fixtures/objectives/golden.json' with { type: 'json' };
import { expectClose } from '../close-to.ts';

type Numbers = number | Numbers[];

/** As golden.py writes them: outputs by `states.2`, gradients by `student.states.2`. */
interface Case {
  recipe: { name: string };
  kind: 'classification' | 'regression';
  share: number;
  studentShape: { layers: number; hidden: number; heads: number };
  teacherShape: { layers: number; hidden: number; heads: number };
  student: Record<string, Numbers>;
  teacher: Record<string, Numbers>;
  weights: Record<string, Numbers>;
  value: number;
  gradients: Record<string, Numbers>;
}

const cases = Object.entries(golden.cases as unknown as Record<string, Case>);

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it.each(cases)(
    '%s has the value and gradients that PyTorch finds in double precision',
    async (_, wanted) => {
      const before = tf.memory().numTensors;
      const { value, gradients } = await differentiated(wanted);
      expectClose(
        [value / Math.max(1, Math.abs(wanted.value))],
        [wanted.value / Math.max(1, Math.abs(wanted.value))],
        1e-5,
      );
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(wanted.gradients).sort());
      for (const [name, gradient] of Object.entries(wanted.gradients)) {
        expectClose(gradients[name]!, [gradient].flat(5) as number[], 3e-5);
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it.each(cases)('%s is finite on a batch of one example', async (_, { student, teacher, ...rest }) => {
    const first = (outputs: Record<string, Numbers>) =>
      Object.fromEntries(
        Object.entries(outputs).map(([name, rows]) => [name, (rows as Numbers[]).slice(0, 1)]),
      );
    const { value, gradients } = await differentiated({
      ...rest,
      student: first(student),
      teacher: first(teacher),
    });
    expect(value).toBeGreaterThanOrEqual(0);
    expect(Object.values(gradients).flat().every(Number.isFinite)).toBe(true);
  });

  it.each(cases)('%s needs exactly what it reads', (_, wanted) => {
    const { student, teacher } = objectiveFor(wanted).needs;
    const reads = (outputs: Record<string, Numbers>) => Object.keys(outputs).sort();
    expect(namesOf(student)).toEqual(reads(wanted.student));
    expect(namesOf(teacher)).toEqual(reads(wanted.teacher));
  });
});

function objectiveFor({
  recipe,
  kind,
  share,
  studentShape,
  teacherShape,
  weights,
}: Omit<Case, 'value' | 'gradients'>) {
  const parsed: TrainingLoss = trainingLoss.parse(recipe);
  const objective = objectiveOf(parsed, { kind, student: studentShape, teacher: teacherShape });
  const shapes = Object.fromEntries(
    Object.entries(weights).map(([name, rows]) => [name, tf.tidy(() => tf.tensor(rows as number[][]).shape)]),
  );
  expect(objective.weights).toEqual(shapes);
  return objective.at?.(share) ?? objective;
}

function namesOf({
  logits,
  embedding,
  ...layers
}: ReturnType<typeof objectiveFor>['needs']['student']): string[] {
  const byLayer = Object.entries(layers).flatMap(([name, found]: [string, readonly number[]]) =>
    found.map((layer) => `${name}.${layer}`),
  );
  return [...(logits ? ['logits'] : []), ...(embedding ? ['embedding'] : []), ...byLayer].sort();
}

async function differentiated(wanted: Omit<Case, 'value' | 'gradients'>) {
  const size = (Object.values(wanted.student)[0] as Numbers[]).length;
  const objective = objectiveFor(wanted);
  const inputs = Object.entries(wanted.student).map(([name, rows]) => [`student.${name}`, rows] as const);
  const own = Object.entries(wanted.weights).map(([name, rows]) => [`weights.${name}`, rows] as const);
  const names = [...inputs, ...own].map(([name]) => name);
  const { value, grads } = tf.tidy(() => {
    const tensors = [...inputs, ...own].map(([, rows]) => tf.tensor(rows as number[][]));
    const named = (prefix: string) =>
      Object.fromEntries(
        names.flatMap((name, i) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), tensors[i]!]] : [],
        ),
      );
    const labels =
      wanted.kind === 'regression'
        ? tf.tensor1d(golden.scores.slice(0, size))
        : tf.tensor1d(golden.labels.slice(0, size), 'int32');
    const teacher = Object.fromEntries(
      Object.entries(wanted.teacher).map(([name, rows]) => [name, tf.tensor(rows as number[][])]),
    );
    return tf.engine().gradients(
      () =>
        objective.evaluate({
          student: outputsOf(named('student.')),
          teacher: outputsOf(teacher),
          labels,
          mask: tf.tensor2d(golden.mask.slice(0, size)),
          weights: named('weights.'),
        }).loss,
      tensors,
      undefined,
      true,
    );
  });
  const gradients: Record<string, number[]> = {};
  for (const [i, name] of names.entries()) {
    const gradient = grads[i];
    if (gradient) gradients[name] = Array.from(await gradient.data());
  }
  const result = { value: (await value.data())[0]!, gradients };
  tf.dispose([value, ...grads.filter((gradient) => gradient !== null)]);
  return result;
}

function outputsOf(tensors: Record<string, tf.Tensor>): NetworkOutputs {
  const outputs: Record<string, unknown> = {};
  for (const [key, tensor] of Object.entries(tensors)) {
    const [name = '', layer] = key.split('.');
    outputs[name] =
      layer === undefined ? tensor : { ...(outputs[name] as object | undefined), [layer]: tensor };
  }
  return outputs as NetworkOutputs;
}
