import { objective } from '@stillhouse/domain/recipe/objective.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { dml } from '@stillhouse/trainer/objective/dml.ts';
import { teachingLoss } from '@stillhouse/trainer/objective/metadistil.ts';
import { proktTeacher } from '@stillhouse/trainer/objective/prokt.ts';
import { branchesOf, sftnTeacher } from '@stillhouse/trainer/objective/sftn.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from '../../fixtures/objectives/golden.json' with { type: 'json' };
import { expectClose } from '../close-to.ts';

const kinds = ['classification', 'regression'] as const;
type Kind = (typeof kinds)[number];
const labels = (kind: Kind) =>
  kind === 'regression' ? tf.tensor1d(golden.scores) : tf.tensor1d(golden.labels, 'int32');

function wantedOf<Name extends 'dml' | 'prokt' | 'sftn'>(name: Name, kind: Kind) {
  return golden.learning[kind === 'regression' ? (`${name} of a regression` as const) : name];
}

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it.each((['dml', 'prokt'] as const).flatMap((name) => kinds.map((kind) => [name, kind] as const)))(
    '%s has the value and gradient that PyTorch finds (%s)',
    async (name, kind) => {
      const { inputs, value, gradients } = wantedOf(name, kind);
      const loss =
        name === 'dml'
          ? dml(recipeOf('dml', { hardLabels: 0.75, peer: 2 }), { kind })
          : proktTeacher(recipeOf('prokt', { teacherHardLabels: 0.5, proximal: 3 }), { kind });
      const found = await differentiated(
        [inputs.own, inputs.other],
        ([own, other]) =>
          loss.evaluate({
            student: { logits: own! },
            teacher: { logits: other! },
            labels: labels(kind),
            mask: tf.ones([1, 1]),
            weights: {},
          }).loss,
      );
      expectClose([found.value], [value], 1e-5);
      expectClose(found.gradients[0]!, gradients.own.flat(), 1e-5);
      if (kind === 'classification') expect(found.gradients[1]).toEqual([]);
    },
  );

  it.each(kinds)(
    'a student-friendly teacher and its branches have the value and gradients that PyTorch finds (%s)',
    async (kind) => {
      const { inputs, value, gradients } = wantedOf('sftn', kind);
      const recipe = recipeOf('sftn', {
        teacherHardLabels: 2,
        branchHardLabels: 0.5,
        branchSoftLabels: 3,
        branchTemperature: 2,
      });
      const found = await differentiated(
        [inputs.teacher, inputs.branch1, inputs.branch2],
        ([teacher, ...branches]) =>
          sftnTeacher(recipe, { kind }, { teacher: teacher!, branches, labels: labels(kind) }).loss,
      );
      expectClose([found.value], [value], 1e-5);
      for (const [i, name] of (['teacher', 'branch1', 'branch2'] as const).entries()) {
        expectClose(found.gradients[i]!, gradients[name].flat(), 1e-5);
      }
    },
  );

  it.each(['classification', 'regression'] as const)(
    "MetaDistil's teacher descends the quiz loss of a student that took a step, as a double backward pass says (%s)",
    async (kind) => {
      const wanted = golden.teaching[kind];
      const recipe = recipeOf('metadistil', wanted.settings);
      const column = (values: number[]) =>
        kind === 'regression' ? tf.tensor1d(values) : tf.tensor1d(values, 'int32');
      const forward = (weights: Readonly<Record<string, tf.Tensor>>, x: tf.Tensor2D): tf.Tensor2D => {
        const inner = tf.matMul(x, weights.w1 as tf.Tensor2D, false, true);
        const hidden = tf.tanh(weights.b1 ? tf.add(inner, weights.b1) : inner) as tf.Tensor2D;
        return tf.matMul(hidden, weights.w2 as tf.Tensor2D, false, true);
      };
      const before = tf.memory().numTensors;
      const { value, grads, quiz } = tf.tidy(() => {
        const [x, quizX] = [tf.tensor2d(wanted.lesson), tf.tensor2d(wanted.quiz)];
        const weights = {
          w1: tf.tensor2d(wanted.student.w1),
          b1: tf.tensor1d(wanted.student.b1),
          w2: tf.tensor2d(wanted.student.w2),
        };
        const teacher = { w1: tf.tensor2d(wanted.teacher.w1), w2: tf.tensor2d(wanted.teacher.w2) };
        let quiz: tf.Tensor = tf.scalar(0);
        const { value, grads } = tf.engine().gradients(() => {
          const { loss, parts } = teachingLoss(
            recipe,
            { kind },
            {
              weights,
              lesson: (w) => forward(w, x),
              quiz: (w) => forward(w, quizX),
              lessonLabels: column(kind === 'regression' ? golden.scores : golden.labels),
              quizLabels: column(wanted.quizLabels),
              fixedTeacher: forward(
                { w1: tf.tensor2d(wanted.teacher.w1), w2: tf.tensor2d(wanted.teacher.w2) },
                x,
              ),
              teacher: forward(teacher, x),
              rate: wanted.rate,
              constant: (run) => run(),
            },
          );
          quiz = tf.keep(parts.quiz!);
          return loss;
        }, [teacher.w1, teacher.w2]);
        return { value, grads, quiz };
      });
      expectClose(await quiz.data(), [wanted.quizLoss], 1e-5);
      const largest = Math.max(...wanted.gradients.w1.flat().map(Math.abs));
      const scaled = (values: ArrayLike<number>) => Array.from(values, (value) => value / largest);
      expectClose(scaled(await grads[0]!.data()), scaled(wanted.gradients.w1.flat()), 2e-3);
      expectClose(scaled(await grads[1]!.data()), scaled(wanted.gradients.w2.flat()), 2e-3);
      tf.dispose([value, grads, quiz]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

it('branches stand on the teacher at the height that they have in the student', () => {
  const shape = (layers: number) => ({ layers, hidden: 8, heads: 2 });
  expect(branchesOf(shape(3), shape(12))).toEqual([
    { student: 1, teacher: 4 },
    { student: 2, teacher: 8 },
  ]);
  expect(branchesOf(shape(1), shape(4))).toEqual([{ student: 1, teacher: 4 }]);
});

function recipeOf<Name extends 'dml' | 'prokt' | 'sftn' | 'metadistil'>(name: Name, settings: object) {
  return objective.parse({ name, ...settings }) as Extract<
    ReturnType<typeof objective.parse>,
    { name: Name }
  >;
}

async function differentiated(inputs: number[][][], f: (tensors: tf.Tensor2D[]) => tf.Scalar) {
  const { value, grads } = tf.tidy(() => {
    const tensors = inputs.map((rows) => tf.tensor2d(rows));
    return tf.engine().gradients(() => f(tensors), tensors, undefined, true);
  });
  const gradients = await Promise.all(
    grads.map(async (gradient) => (gradient ? Array.from(await gradient.data()) : [])),
  );
  const result = { value: (await value.data())[0]!, gradients };
  tf.dispose([value, ...grads.filter((gradient) => gradient !== null)]);
  return result;
}
