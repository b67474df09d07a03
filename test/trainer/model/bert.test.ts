import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { bert, type EncoderInputs, type EncoderOutputs } from '@stillhouse/trainer/model/bert.ts';
import { parameterCount } from '@stillhouse/trainer/model/parameters.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { inDoublePrecision, referenceBert } from './reference-bert.ts';
import { tiny, tinyWeights } from './tiny.ts';

const arrays = tinyWeights();
const reference = inDoublePrecision(arrays);
const texts = [
  { ids: [2, 5, 3, 9, 10, 3], typeIds: [0, 0, 0, 1, 1, 1] },
  { ids: [2, 7, 3], typeIds: [0, 0, 0] },
];
const everything = ['sequence', 'cls', 'pooler', 'logits'] as const;

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it('the outputs are those of plain loops in double precision, whatever the padding holds', async () => {
    const outputs = await run(everything, 4);
    const wanted = texts.map(({ ids, typeIds }) => referenceBert(reference, tiny, ids, typeIds));
    expectClose(
      outputs.logits,
      wanted.flatMap(({ logits }) => logits),
      5e-6,
    );
    expectClose(
      outputs.pooler,
      wanted.flatMap(({ pooler }) => pooler),
      5e-6,
    );
    expectClose(
      outputs.cls,
      wanted.flatMap(({ sequence }) => sequence[0]!),
      5e-6,
    );
    const [tokens, { hidden }] = [6, tiny];
    wanted.forEach(({ sequence }, text) => {
      const from = text * tokens * hidden;
      expectClose(outputs.sequence.slice(from, from + sequence.length * hidden), sequence.flat(), 5e-6);
    });
    expect(await run(everything, 9)).toEqual({ ...outputs, sequence: expect.anything() });
  });

  it('[CLS] alone is the same as [CLS] of the whole sequence', async () => {
    const whole = await run(everything, 0);
    const alone = await run(['cls', 'logits'], 0);
    expectClose(alone.cls, whole.cls, 1e-6);
    expectClose(alone.logits, whole.logits, 1e-6);
  });

  it('every weight has the gradient that differences of the plain loops have', async () => {
    const names = Object.keys(arrays);
    const weights = tensorsOf();
    const gradients = tf.tidy(() =>
      tf.engine().gradients(
        () => tf.sum<tf.Scalar>(tf.square(bert(weights, tiny, inputs(0), ['logits'], null).logits)),
        names.map((name) => weights[name]!),
      ),
    ).grads;
    const loss = () =>
      texts
        .flatMap(({ ids, typeIds }) => referenceBert(reference, tiny, ids, typeIds).logits)
        .reduce((sum, logit) => sum + logit * logit, 0);
    for (const [i, name] of names.entries()) {
      const { values } = reference[name]!;
      const picked = [0, 1, 2, 3].map((part) => Math.floor(((values.length - 1) * part) / 3));
      const differences = picked.map((at) => {
        const [value, step] = [values[at]!, 1e-5];
        values[at] = value + step;
        const above = loss();
        values[at] = value - step;
        const below = loss();
        values[at] = value;
        return (above - below) / (2 * step);
      });
      const gradient = await gradients[i]!.data();
      expectClose(
        picked.map((at) => gradient[at]!),
        differences,
        5e-5,
      );
    }
    tf.dispose([gradients, weights]);
  });

  it('dropout depends on the random source alone', async () => {
    const [first, again, other] = [
      await run(['logits'], 0, 1),
      await run(['logits'], 0, 1),
      await run(['logits'], 0, 2),
    ];
    expect(first.logits).toEqual(again.logits);
    expect(first.logits).not.toEqual(other.logits);
  });
});

it('wasm and cpu draw the same dropout masks', async () => {
  await cpu.activate();
  const onCpu = await run(['logits'], 0, 1);
  await wasm.activate();
  expectClose((await run(['logits'], 0, 1)).logits, onCpu.logits, 1e-5);
});

it('a missing weight is named', () => {
  expect(() => tf.tidy(() => bert({}, tiny, inputs(0), ['logits'], null))).toThrow(
    'bert.embeddings.word_embeddings.weight',
  );
});

it('the number of weights is counted', () => {
  const total = Object.values(arrays).reduce((sum, { values }) => sum + values.length, 0);
  expect(parameterCount(tiny, 3)).toBe(total);
});

/** Both texts side by side, the second padded with `padding`. */
function inputs(padding: number): EncoderInputs {
  const tokens = Math.max(...texts.map(({ ids }) => ids.length));
  const padded = (values: number[], filler: number) => [
    ...values,
    ...new Array<number>(tokens - values.length).fill(filler),
  ];
  return {
    ids: tf.tensor2d(
      texts.map(({ ids }) => padded(ids, padding)),
      undefined,
      'int32',
    ),
    typeIds: tf.tensor2d(
      texts.map(({ typeIds }) => padded(typeIds, 0)),
      undefined,
      'int32',
    ),
    mask: tf.tensor2d(
      texts.map(({ ids }) =>
        padded(
          ids.map(() => 1),
          0,
        ),
      ),
    ),
  };
}

function tensorsOf(): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
  );
}

async function run<Wanted extends Exclude<keyof EncoderOutputs, 'layers'>>(
  wanted: readonly Wanted[],
  padding: number,
  seed?: number,
) {
  const outputs = tf.tidy(() => {
    const random = seed === undefined ? null : randomFor(seed, 'dropout');
    return bert(tensorsOf(), tiny, inputs(padding), wanted, random);
  });
  const values = {} as Record<Wanted, number[]>;
  for (const name of wanted) values[name] = Array.from(await outputs[name].data());
  tf.dispose(outputs);
  return values;
}
