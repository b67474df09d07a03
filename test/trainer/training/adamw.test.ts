import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { AdamW, sumOfSquares } from '@stillhouse/trainer/training/adamw.ts';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';

describe.each([wasm, cpu])('on $name', (backend) => {
  let decaying: tf.Variable;
  let plain: tf.Variable;
  let optimizer: AdamW;
  beforeAll(() => backend.activate());
  beforeEach(() => {
    decaying = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 0.5, 3, 4])));
    plain = tf.tidy(() => tf.variable(tf.tensor1d([1])));
    optimizer = new AdamW(
      [
        { name: 'decaying', variable: decaying, decays: true },
        { name: 'plain', variable: plain, decays: false },
      ],
      { weightDecay: 0.1, epsilon: 1e-8 },
    );
  });
  afterEach(() => {
    optimizer.dispose();
    tf.dispose([decaying, plain]);
  });

  const step = (gradients: (number[] | null)[], gradientScale = 1) => {
    const tensors = gradients.map((values) => (values ? tf.tensor1d(values) : null));
    optimizer.step(tensors, { learningRate: 0.01, gradientScale });
    tf.dispose(tensors.filter((tensor) => tensor !== null));
  };

  it('the first step is the learning rate against the gradient’s sign, and decay shrinks the weight apart from it', async () => {
    step([[2, -0.5, 1, 0, 10], [3]]);
    // m̂ = g and v̂ = g², so that m̂ / √v̂ = ±1; the weight shrinks by 0.01 · 0.1 of itself.
    expectClose(
      await decaying.data(),
      [0.999 - 0.01, -1.998 + 0.01, 0.4995 - 0.01, 2.997, 3.996 - 0.01],
      1e-6,
    );
    expectClose(await plain.data(), [0.99], 1e-6);
  });

  it('two steps by hand', async () => {
    step([null, [1]]);
    step([null, [-3]]);
    // m: 0.1, then 0.09 − 0.3 = −0.21; v: 0.001, then 0.000999 + 0.009 = 0.009999
    // m̂ = −0.21 / (1 − 0.81) = −1.105263; v̂ = 0.009999 / (1 − 0.998001) = 5.002001; step = 0.01 · −1.105263 / 2.236515
    expectClose(await plain.data(), [0.99 + 0.01 * 0.49419], 1e-6);
  });

  it('a gradient is scaled before the moments see it', async () => {
    step([null, [1]]);
    step([null, [-30]], 0.1);
    expectClose(await plain.data(), [0.99 + 0.01 * 0.49419], 1e-6);
  });

  it('a weight without a gradient stays as it is, decay included', async () => {
    step([null, [1]]);
    expectClose(await decaying.data(), [1, -2, 0.5, 3, 4], 0);
  });

  it('weights whose gradient was always 0 only shrink, bit for bit, and move once they get one', async () => {
    const table = tf.tidy(() => tf.variable(tf.tensor1d([0.3, -0.7, 1e-3, 5, 0.3, -0.7, 1e-3, 5, 2])));
    const adamw = new AdamW([{ name: 'table', variable: table, decays: true }], { weightDecay: 0.1 });
    const take = (gradient: number[]) => {
      const tensor = tf.tensor1d(gradient);
      adamw.step([tensor], { learningRate: 0.01, gradientScale: 0.5 });
      tensor.dispose();
    };
    for (let i = 0; i < 3; i++) take([0, 0, 0, 0, 0, 1, 0, 0, 0]);
    const shrunk = (value: number) =>
      [1, 2, 3].reduce((weight) => Math.fround(weight * Math.fround(1 - 0.01 * 0.1)), Math.fround(value));
    const after = [...(await table.data())];
    for (const i of [0, 1, 2, 3, 4, 6, 7, 8])
      expect(after[i]).toBe(shrunk([0.3, -0.7, 1e-3, 5, 0.3, 0, 1e-3, 5, 2][i]!));
    expect(after[5]).toBeLessThan(shrunk(-0.7));
    take([4, 0, 0, 0, 0, 0, 0, 0, 0]);
    // By hand: g = 2, m = 0.2, v = 0.004; m̂ = 0.2 / (1 − 0.9⁴) = 0.581564, v̂ = 0.004 / (1 − 0.999⁴) = 1.001501.
    expectClose(
      [(await table.data())[0]!],
      [shrunk(0.3) * 0.999 - 0.01 * (0.581564 / Math.sqrt(1.001501))],
      1e-6,
    );
    adamw.dispose();
    table.dispose();
  });

  it('a copy of a weight keeps the values it had', async () => {
    const copy = decaying.clone();
    step([[1, 1, 1, 1, 1], null]);
    expectClose(await copy.data(), [1, -2, 0.5, 3, 4], 0);
    copy.dispose();
  });

  it('the global norm is taken over all gradients', async () => {
    const total = tf.tidy(() => sumOfSquares([tf.tensor1d([3, 0, 4, 1, 1]), tf.tensor2d([[5]])]));
    expect((await total.data())[0]).toBe(52);
    total.dispose();
  });
});
