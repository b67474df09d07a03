import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { training } from '@stillhouse/domain/recipe/encoder.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { bert } from '@stillhouse/trainer/model/bert.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { partQuiz } from '@stillhouse/trainer/stage/lesson/by-learning-teacher.ts';
import { halfway } from '@stillhouse/trainer/stage/lesson/through-assistants.ts';
import { readRoute, routeSteps, saveRoutePoint } from '@stillhouse/trainer/stage/teacher/teacher-route.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { tiny } from '../model/tiny.ts';

describe('an assistant', () => {
  it('stands halfway between teacher and student, its width a multiple of the heads', () => {
    expect(
      halfway(
        { layers: 12, hidden: 768, heads: 12, intermediate: 3072 },
        { layers: 2, hidden: 128, heads: 2, intermediate: 512 },
      ),
    ).toEqual({ layers: 7, hidden: 448, heads: 2, intermediate: 1792 });
  });
});

describe("a teacher's route", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stillhouse-route-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const recipe = training.parse({
    epochs: 4,
    batchSize: 10,
    learningRate: 1e-3,
    warmup: 0,
    weightDecay: 0,
    clipNorm: null,
  });

  it('is looked at after equal parts of its steps, its end left to the finished teacher', () => {
    // 4 epochs of 100 examples in batches of 10: 40 steps.
    expect(routeSteps(recipe, 100, 4)).toEqual([10, 20, 30]);
    expect(routeSteps(recipe, 10, 8)).toEqual([1, 2, 3]);
  });

  it('is read as far as the training went', async () => {
    await saveRoutePoint(folder, 10, Float32Array.of(1, 2, 3, 4), 2);
    await saveRoutePoint(folder, 20, Float32Array.of(5, 6, 7, 8), 2);
    expect(await readRoute(folder, [10, 20, 30])).toEqual([
      Float32Array.of(1, 2, 3, 4),
      Float32Array.of(5, 6, 7, 8),
    ]);
  });
});

describe("MetaDistil's quiz", () => {
  it('and its lessons share no example and leave none out', () => {
    const { lesson, quiz } = partQuiz(20, 0.25, 7);
    expect(quiz).toHaveLength(5);
    expect([...lesson, ...quiz].sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  });

  it('has one example at least, and so has the lesson', () => {
    expect(partQuiz(3, 0.01, 1).quiz).toHaveLength(1);
    expect(partQuiz(2, 0.8, 1).lesson).toHaveLength(1);
  });
});

describe('a network that goes on from the states of a layer', () => {
  beforeAll(() => cpu.activate());

  it('ends where the whole network ends', async () => {
    const config = { ...tiny, layers: 3 };
    const weights = Object.fromEntries(
      Object.entries(initialWeights(config, 2, randomFor(1, 'weights'))).map(([name, { shape, values }]) => [
        name,
        tf.tensor(values, shape),
      ]),
    );
    const inputs = {
      ids: tf.tensor2d([5, 6, 7, 8, 9, 0], [2, 3], 'int32'),
      typeIds: tf.zeros<tf.Rank.R2>([2, 3], 'int32'),
      mask: tf.tensor2d([1, 1, 1, 1, 1, 0], [2, 3]),
    };
    const whole = bert(weights, config, inputs, ['logits', 'layers'], null, { states: [2] });
    const states = whole.layers.states[2] as tf.Tensor3D;
    const rest = bert(weights, config, { ...inputs, start: { layer: 2, states } }, ['logits'], null);
    expectClose(await rest.logits.data(), await whole.logits.data(), 1e-6);
    tf.disposeVariables();
  });
});
