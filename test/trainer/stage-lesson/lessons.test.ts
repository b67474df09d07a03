import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { training } from '@stillhouse/domain/recipe/encoder.ts';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { bert } from '@stillhouse/trainer/model/bert.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { alongRoute } from '@stillhouse/trainer/stage/lesson/along-route.ts';
import { partQuiz } from '@stillhouse/trainer/stage/lesson/by-learning-teacher.ts';
import { halfway } from '@stillhouse/trainer/stage/lesson/through-assistants.ts';
import { readRoute, routeSteps, saveRoutePoint } from '@stillhouse/trainer/stage/teacher/teacher-route.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { tiny } from '../model/tiny.ts';
import { listen, studentRecipe, toyExamples, wordTokenizer } from '../stage-training/toy.ts';

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

describe('a student of RCO', () => {
  beforeAll(() => cpu.activate());

  it('learns from what the teacher said at each point of its route for an equal share of its steps, its end last', async () => {
    const checkpoints = await mkdtemp(join(tmpdir(), 'stillhouse-rco-'));
    // 30 examples in batches of 15 for 3 epochs: 6 steps, looked at after 2 and 4.
    const training = { 'teacher.training.batchSize': 15, 'teacher.training.epochs': 3 };
    const recipe = await resolveRecipe({
      task: 'synthetic-sentiment',
      recipe: 'tiny',
      set: Object.entries(training).map(([path, value]) => `${path}=${value}`),
    });
    // A teacher that is sure of the first class, then knows nothing, and ends sure of the second; the student hardly moves from knowing nothing.
    const logits = (first: number, second: number) =>
      Float32Array.from({ length: 60 }, (_, i) => (i % 2 ? second : first));
    await saveRoutePoint(join(checkpoints, 'teacher'), 2, logits(2, -2), 2);
    await saveRoutePoint(join(checkpoints, 'teacher'), 4, logits(0, 0), 2);
    const lesson = await alongRoute(
      { name: 'rco', anchors: 3, hardLabels: 0, softLabels: 1, labelTemperature: 1 },
      {
        job: { recipe, checkpoints },
        data: { train: toyExamples },
        teacher: { run: 'teacher', outputs: { classes: 2, logits: logits(-30, 30) } },
      },
    );
    expect(lesson.teacher).toBe('teacher');
    const context = listen(1);
    const still = { ...studentRecipe.training, epochs: 3, batchSize: 10, learningRate: 1e-9 };
    const pupil = { recipe: { ...studentRecipe, training: still }, examples: toyExamples };
    (await lesson.train({ ...pupil, tokenizer: wordTokenizer, maxTokens: 8 }, context)).dispose();
    // KL(p ‖ ½) = ln 2 − H(p): with p = σ(4) H is 0.0902.
    const [sure, nothing, certain] = [Math.LN2 - 0.0902, 0, Math.LN2];
    const wanted = [sure, sure, sure, nothing, nothing, nothing, certain, certain, certain];
    const found = context.events.map(({ metrics }) => metrics.softLabels ?? Number.NaN);
    expectClose(found, wanted, 0.03);
    await rm(checkpoints, { recursive: true });
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
