import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { withoutGradient } from '@stillhouse/trainer/model/operations/without-gradient.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it('what is computed without a gradient is a constant of what follows', async () => {
    const result = tf.tidy(() => {
      const x = tf.tensor1d([1, 2, 3]);
      return tf.engine().gradients(() => {
        const [square, total] = withoutGradient(x, () => [tf.square(x), tf.sum(x)]);
        return tf.sum(tf.mul(tf.mul(x, square!), total!)) as tf.Scalar;
      }, [x]);
    });
    // d/dx Σ x·c = c, with c = 6·x² held constant.
    expect(Array.from(await result.grads[0]!.data())).toEqual([6, 24, 54]);
    expect((await result.value.data())[0]).toBe(216);
    tf.dispose([result.value, result.grads]);
  });

  it('nothing computed on the way is kept until the backward pass', () => {
    const tensors = tf.tidy(() => {
      const x = tf.variable(tf.ones([4, 4]));
      let during = { taped: 0, untaped: 0 };
      tf.engine().gradients(() => {
        const chain = () =>
          [1, 2, 3, 4, 5].reduce<tf.Tensor>((y) => tf.tanh(tf.matMul(y as tf.Tensor2D, x as tf.Tensor2D)), x);
        const start = tf.memory().numTensors;
        withoutGradient(x, () => [chain()]);
        const middle = tf.memory().numTensors;
        tf.tidy(() => chain());
        during = { untaped: middle - start, taped: tf.memory().numTensors - middle };
        return tf.sum(x) as tf.Scalar;
      }, [x]);
      x.dispose();
      return during;
    });
    expect(tensors.untaped).toBeLessThan(5);
    expect(tensors.taped).toBeGreaterThan(9);
  });
});
