import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { BatchOrder } from '@stillhouse/trainer/training/batch-order.ts';
import { type LoopOptions, runLoop } from '@stillhouse/trainer/training/loop.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { TrainingDiverged } from '@stillhouse/trainer/training/training-diverged.ts';
import type { Update } from '@stillhouse/trainer/training/update-step.ts';
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
function options(changes: Partial<LoopOptions> = {}, update: Partial<Update> = {}): LoopOptions {
  return {
    updates: [
      {
        name: '',
        parameters: [
          { name: 'weight', variable: weight, decays: false },
          { name: 'unused', variable: unused, decays: true },
        ],
        learningRate: () => 0.1,
        weightDecay: 0.01,
        clipNorm: null,
        lossOf: () => {
          const loss: tf.Scalar = tf.sum(tf.square(weight));
          return { loss, parts: { square: loss, half: tf.div(loss, 2) } };
        },
        ...update,
      },
    ],
    steps: 200,
    batches: new BatchOrder({ size: 10, batchSize: 4, random: randomFor(1, 'order') }),
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
  await runLoop(options({ steps: 2, onStep: ({ metrics }) => told.push(metrics) }, { clipNorm: 1 }));
  expect(told[0]).toEqual({ loss: 25, square: 25, half: 12.5, learningRate: 0.1, gradientNorm: 10 });
  expect(told).toHaveLength(2);
});

it('a clipped gradient has the norm that was asked for', async () => {
  // Adam's first step does not know the gradient's length: the second shows it.
  const weights: number[][] = [];
  for (const clipNorm of [null, 10, 5]) {
    weight.assign(tf.tensor1d([4, -3]));
    await runLoop(options({ steps: 2 }, { clipNorm, learningRate: (step) => (step === 0 ? 1 : 0.1) }));
    weights.push(Array.from(await weight.data()));
  }
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual(weights[2]);
});

it('leaves no tensor behind, whether it ends, fails or is stopped', async () => {
  const before = tf.memory().numTensors;
  await runLoop(options({ steps: 30 }));
  expect(tf.memory().numTensors).toBe(before);
  await expect(runLoop(options({}, { lossOf: notANumberAt(3) }))).rejects.toThrow(TrainingDiverged);
  expect(tf.memory().numTensors).toBe(before);
  const controller = new AbortController();
  const stopped = runLoop(
    options({ signal: controller.signal, onStep: ({ step }) => step === 5 && controller.abort() }),
  );
  await expect(stopped).rejects.toThrow('abort');
  expect(tf.memory().numTensors).toBe(before);
});

it('a loss that is not a number stops training before the weights see it, and names the step and the examples', async () => {
  const keyOf = (position: number) => `train.tsv:${position + 2}`;
  const batches: string[][] = [];
  const error = await runLoop(
    options(
      { keyOf, onStep: ({ batch }) => batches.push(Array.from(batch, keyOf)) },
      { lossOf: notANumberAt(3) },
    ),
  ).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TrainingDiverged);
  const { step, examples, message } = error as TrainingDiverged;
  expect(step).toBe(3);
  // The third batch of ten examples in fours: those that were in neither of the two before.
  const before = batches.flat();
  const rest = Array.from({ length: 10 }, (_, i) => keyOf(i)).filter((key) => !before.includes(key));
  expect([...examples].sort()).toEqual(rest.sort());
  expect(message).toContain('step 3: the loss is not a finite number');
  expect(message).toContain(examples.join(', '));
  expect([...(await weight.data())].every(Number.isFinite)).toBe(true);
});

it('a loss that grows out of all proportion stops training, finite as it is', async () => {
  let step = 0;
  const lossOf = () => ({ loss: tf.sum<tf.Scalar>(tf.mul(tf.square(weight), 10 ** step++)), parts: {} });
  const growing = options({ divergence: 20 }, { lossOf, learningRate: () => 1e-6 });
  // Losses 25, 250, 2500: smoothed 25, 47.5, 292.75; limit 500, which the fourth, 25000, exceeds.
  await expect(runLoop(growing)).rejects.toThrow(/step 4: the smoothed loss 2763 is over 20 times/);
  step = 0;
  await runLoop({ ...growing, divergence: null, steps: 5 });
});

it('an abort ends training after the step in progress, with the signal’s reason', async () => {
  const controller = new AbortController();
  const steps: number[] = [];
  const reason = new Error('Ctrl-C');
  const training = runLoop(
    options({
      signal: controller.signal,
      onStep: ({ step }) => {
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

function notANumberAt(bad: number): Update['lossOf'] {
  let step = 0;
  return () => {
    step++;
    return { loss: tf.sum(tf.mul(weight, step === bad ? Number.NaN : 1)), parts: {} };
  };
}
