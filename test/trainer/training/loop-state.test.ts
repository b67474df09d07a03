import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { BatchOrder } from '@stillhouse/trainer/training/batch-order.ts';
import type { HeldOut } from '@stillhouse/trainer/training/held-out.ts';
import { type LoopOptions, runLoop } from '@stillhouse/trainer/training/loop.ts';
import type { LoopState } from '@stillhouse/trainer/training/loop-state.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

interface Trained {
  weights: number[];
  curve: [step: number, metrics: Record<string, number>][];
  states: LoopState[];
  evaluations: [step: number, value: number][];
}

interface Changes extends Partial<LoopOptions> {
  from?: LoopState | null;
  heldOutValues?: (number | null)[];
  watch?: Partial<HeldOut>;
}

/** Two networks of one weight vector each, with noise from a random source: the second learns the first, which learns the positions. */
async function train({ from = null, heldOutValues, watch, ...changes }: Changes = {}): Promise<Trained> {
  const [first, second] = [
    [1, -1, 0.5],
    [0, 0, 0],
  ].map((values) => tf.tidy(() => tf.variable(tf.tensor1d(values)))) as [tf.Variable, tf.Variable];
  const noise = randomFor(1, 'noise');
  const trained: Trained = { weights: [], curve: [], states: [], evaluations: [] };
  const common = { weightDecay: 0.1, clipNorm: 2, learningRate: (step: number) => 0.1 / (step + 1) };
  let evaluated = 0;
  try {
    await runLoop(
      {
        updates: [
          {
            ...common,
            name: 'first',
            parameters: [{ name: 'one', variable: first, decays: true }],
            lossOf(batch) {
              const target = [noise.next(), batch[0]!, batch.length];
              return { loss: tf.mean<tf.Scalar>(tf.squaredDifference(first, target)), parts: {} };
            },
          },
          {
            ...common,
            name: 'second',
            parameters: [{ name: 'two', variable: second, decays: false }],
            lossOf: () => ({ loss: tf.mean<tf.Scalar>(tf.squaredDifference(second, first)), parts: {} }),
          },
        ],
        steps: 20,
        batches: new BatchOrder({ size: 7, batchSize: 3, random: randomFor(1, 'order') }),
        randoms: { noise },
        checkpoints: { every: 1, save: async (state) => void trained.states.push(state) },
        heldOut: heldOutValues
          ? {
              every: 2,
              better: 'higher',
              patience: null,
              evaluate: async () => {
                const value = heldOutValues[evaluated++]!;
                return { value, metrics: { value: value ?? Number.NaN } };
              },
              ...watch,
            }
          : null,
        signal: new AbortController().signal,
        onStep: ({ step, metrics }) => trained.curve.push([step, metrics]),
        onEvaluation: (step, { value }) => trained.evaluations.push([step, value!]),
        ...changes,
      },
      from,
    );
    trained.weights = [...first.dataSync(), ...second.dataSync()];
    return trained;
  } finally {
    tf.dispose([first, second]);
  }
}

/** As it comes back from a file. */
const stored = (state: LoopState): LoopState => ({
  ...state,
  position: JSON.parse(JSON.stringify(state.position)) as LoopState['position'],
});

describe.each([wasm, cpu])('a loop on $name that is taken up from a state', (backend) => {
  let whole: Trained;
  beforeAll(async () => {
    await backend.activate();
    whole = await train();
  });

  it.each([1, 2, 3, 10, 19])(
    'after step %i ends with the same weights, bit for bit, and the same curve',
    async (step) => {
      const rest = await train({ from: stored(whole.states[step - 1]!) });
      expect(rest.curve).toEqual(whole.curve.slice(step));
      expect(rest.weights).toEqual(whole.weights);
      expect(rest.states.at(-1)).toEqual(whole.states.at(-1));
    },
  );

  it('after its end has nothing left to do', async () => {
    const rest = await train({ from: stored(whole.states.at(-1)!) });
    expect([rest.curve, rest.states]).toEqual([[], []]);
    expect(rest.weights).toEqual(whole.weights);
  });

  it('is stopped by its signal with a state to go on from', async () => {
    const controller = new AbortController();
    const states: LoopState[] = [];
    const stopped = train({
      signal: controller.signal,
      onStep: ({ step }) => step === 7 && controller.abort(new Error('SIGTERM')),
      checkpoints: { every: 1000, save: async (state) => void states.push(state) },
    });
    await expect(stopped).rejects.toThrow('SIGTERM');
    expect(states.map(({ position }) => position.step)).toEqual([7]);
    expect((await train({ from: stored(states[0]!) })).weights).toEqual(whole.weights);
  });

  it('says what a state of another training lacks', async () => {
    const state = whole.states[3]!;
    const { 'weights.two': _two, ...tensors } = state.tensors;
    await expect(train({ from: { ...state, tensors } })).rejects.toThrow('has no "weights.two"');
    const wider = { ...state.tensors, 'first.second.one': { shape: [4], values: new Float32Array(4) } };
    await expect(train({ from: { ...state, tensors: wider } })).rejects.toThrow(
      'is [4] where [3] is trained',
    );
    await expect(train({ from: { ...state, position: { ...state.position, randoms: {} } } })).rejects.toThrow(
      'has no "noise"',
    );
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await train({ from: stored(whole.states[3]!), heldOutValues: [1, 2] });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('held-out evaluations', () => {
  beforeAll(() => wasm.activate());
  /** The weights after a step, as the states have them. */
  const weightsAfter = ({ states }: Trained, step: number) =>
    ['one', 'two'].flatMap((name) => [...states[step - 1]!.tensors[`weights.${name}`]!.values]);

  it('are made every so many steps and at the last, and the best weights are the result', async () => {
    const trained = await train({ steps: 9, heldOutValues: [0.5, 0.8, 0.8, 0.7, 0.1] });
    expect(trained.evaluations.map(([step]) => step)).toEqual([2, 4, 6, 8, 9]);
    expect(trained.weights).toEqual(weightsAfter(trained, 4));
    expect(trained.weights).not.toEqual(weightsAfter(trained, 8));
  });

  it('stop training when none was better for so long, with the best weights', async () => {
    const trained = await train({
      heldOutValues: [3, 1, 2, 3, 2.9, 4],
      watch: { better: 'lower', patience: 2 },
    });
    expect(trained.evaluations).toEqual([
      [2, 3],
      [4, 1],
      [6, 2],
      [8, 3],
    ]);
    expect(trained.curve).toHaveLength(8);
    expect(trained.states.at(-1)?.position).toMatchObject({
      done: true,
      best: { step: 4, value: 1, since: 2 },
    });
    expect(trained.weights).toEqual(weightsAfter(trained, 4));
  });

  it('count on where a loop is taken up again', async () => {
    const watch = { patience: 3 };
    const whole = await train({ heldOutValues: [1, 5, 2, 2, 2, 9], watch });
    expect(whole.curve).toHaveLength(10);
    const rest = await train({ from: stored(whole.states[6]!), heldOutValues: [2, 2, 9], watch });
    expect(rest.evaluations).toEqual(whole.evaluations.slice(3));
    expect(rest.weights).toEqual(whole.weights);
  });

  it('that are never a number leave the last weights', async () => {
    const trained = await train({ steps: 4, heldOutValues: [Number.NaN, Number.NaN] });
    expect(trained.weights).toEqual(weightsAfter(trained, 4));
  });

  it('that are undefined are never the best, and count as evaluations without a better one', async () => {
    const trained = await train({ heldOutValues: [null, -0.5, null, null, 1], watch: { patience: 2 } });
    expect(trained.states.at(-1)?.position).toMatchObject({
      done: true,
      best: { step: 4, value: -0.5, since: 2 },
    });
    expect(trained.weights).toEqual(weightsAfter(trained, 4));
  });
});
