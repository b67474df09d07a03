import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { batchOrder } from '@stillhouse/trainer/training/batch-order.ts';
import { type LoopOptions, runLoop } from '@stillhouse/trainer/training/loop.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { TrainingDiverged } from '@stillhouse/trainer/training/training-diverged.ts';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';

let weight: tf.Variable;
let unused: tf.Variable;
beforeAll(() => wasm.activate());
beforeEach(() => {
  weight = tf.tidy(() => tf.variable(tf.tensor1d([4, -3])));
  unused = tf.tidy(() => tf.variable(tf.tensor1d([1])));
});
afterEach(() => tf.dispose([weight, unused]));

/** Minimizes Σ weight², whatever the batch. */
function options(changes: Partial<LoopOptions> = {}): LoopOptions {
  return {
    parameters: [
      { name: 'weight', variable: weight, decays: false },
      { name: 'unused', variable: unused, decays: true },
    ],
    steps: 200,
    learningRate: () => 0.1,
    weightDecay: 0.01,
    clipNorm: null,
    batches: batchOrder(10, 4, randomFor(1, 'order')),
    lossOf: () => {
      const loss: tf.Scalar = tf.sum(tf.square(weight));
      return { loss, parts: { square: loss, half: tf.div(loss, 2) } };
    },
    signal: new AbortController().signal,
    onStep: () => {},
    ...changes,
  };
}

it('the loss falls to its minimum', async () => {
  await runLoop(options());
  expectClose(await weight.data(), [0, 0], 1e-2);
});

it('each step tells the loss, its parts, the learning rate and the gradient’s norm before clipping', async () => {
  const told: Record<string, number>[] = [];
  await runLoop(options({ steps: 2, clipNorm: 1, onStep: (_step, _batch, metrics) => told.push(metrics) }));
  expect(told[0]).toEqual({ loss: 25, square: 25, half: 12.5, learningRate: 0.1, gradientNorm: 10 });
  expect(told).toHaveLength(2);
});

it('a clipped gradient has the norm that was asked for', async () => {
  // Adam's first step does not know the gradient's length: the second shows it.
  const weights: number[][] = [];
  for (const clipNorm of [null, 10, 5]) {
    weight.assign(tf.tensor1d([4, -3]));
    await runLoop(options({ steps: 2, clipNorm, learningRate: (step) => (step === 0 ? 1 : 0.1) }));
    weights.push(Array.from(await weight.data()));
  }
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual(weights[2]);
});

it('leaves no tensor behind, whether it ends, fails or is stopped', async () => {
  const before = tf.memory().numTensors;
  await runLoop(options({ steps: 30 }));
  expect(tf.memory().numTensors).toBe(before);
  await expect(runLoop(options({ lossOf: notANumberAt(3) }))).rejects.toThrow(TrainingDiverged);
  expect(tf.memory().numTensors).toBe(before);
  const controller = new AbortController();
  const stopped = runLoop(
    options({ signal: controller.signal, onStep: (step) => step === 5 && controller.abort() }),
  );
  await expect(stopped).rejects.toThrow('abort');
  expect(tf.memory().numTensors).toBe(before);
});

it('a loss that is not a number stops training before the weights see it, and names the step and the batch', async () => {
  const error = await runLoop(options({ lossOf: notANumberAt(3) })).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TrainingDiverged);
  expect(error).toMatchObject({ step: 3, batch: expect.arrayContaining([expect.any(Number)]) });
  expect((error as Error).message).toContain('step 3');
  expect([...(await weight.data())].every(Number.isFinite)).toBe(true);
});

it('an abort ends training after the step in progress, with the signal’s reason', async () => {
  const controller = new AbortController();
  const steps: number[] = [];
  const reason = new Error('Ctrl-C');
  const training = runLoop(
    options({
      signal: controller.signal,
      onStep: (step) => {
        steps.push(step);
        if (step === 3) controller.abort(reason);
      },
    }),
  );
  await expect(training).rejects.toBe(reason);
  expect(steps).toEqual([1, 2, 3]);
});

it('timers run while training goes on', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  await runLoop(options({ steps: 100 }));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

function notANumberAt(bad: number): LoopOptions['lossOf'] {
  let step = 0;
  return () => {
    step++;
    return { loss: tf.sum(tf.mul(weight, step === bad ? Number.NaN : 1)), parts: {} };
  };
}
