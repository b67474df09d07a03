import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { bert, type EncoderInputs } from '@stillhouse/trainer/model/bert.ts';
import type { LayerRequest } from '@stillhouse/trainer/model/layer-outputs.ts';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { inDoublePrecision, type ReferenceOutputs, referenceBert } from './reference-bert.ts';
import { tiny, tinyWeights } from './tiny.ts';

const arrays = tinyWeights();
const reference = inDoublePrecision(arrays);
const tokens = 6;
const texts = [
  { ids: [2, 5, 3, 9, 10, 3], typeIds: [0, 0, 0, 1, 1, 1] },
  { ids: [2, 7, 3], typeIds: [0, 0, 0] },
];

describe.each([wasm, cpu])('on $name', (backend) => {
  beforeAll(() => backend.activate());

  it('states, attention and values of every layer are those of plain loops in double precision', async () => {
    const every = {
      clsStates: [0, 1, 2],
      states: [0, 1, 2],
      attentionScores: [1, 2],
      attentionProbabilities: [1, 2],
      values: [1, 2],
    };
    const wanted = texts.map(({ ids, typeIds }) => referenceBert(reference, tiny, ids, typeIds));
    const { layers } = tf.tidy(() => bert(tensorsOf(), tiny, inputs(), ['layers'], null, every));
    for (const layer of [0, 1, 2]) {
      for (const [text, { states }] of wanted.entries()) {
        const real = states[layer]!.length;
        const rows = (await layers.states[layer]!.array())[text]!.slice(0, real);
        expectClose(rows.flat(), states[layer]!.flat(), 5e-6);
        expectClose((await layers.clsStates[layer]!.array())[text]!, states[layer]![0]!, 5e-6);
      }
    }
    for (const layer of [1, 2]) {
      const stored = {
        scores: await layers.attentionScores[layer]!.array(),
        probabilities: await layers.attentionProbabilities[layer]!.array(),
        values: await layers.values[layer]!.array(),
      };
      for (const [text, { scores, probabilities, values, sequence }] of wanted.entries()) {
        const real = sequence.length;
        const square = (heads: number[][][]) =>
          heads.map((rows) => rows.slice(0, real).map((row) => row.slice(0, real))).flat(2);
        expectClose(square(stored.scores[text]!), scores[layer - 1]!.flat(2), 5e-6);
        expectClose(square(stored.probabilities[text]!), probabilities[layer - 1]!.flat(2), 5e-6);
        expectClose(stored.values[text]!.slice(0, real).flat(), values[layer - 1]!.flat(), 5e-6);
      }
      // No query looks at padding.
      const toPadding = stored.probabilities[1]!.flatMap((rows) => rows.map((row) => row.slice(3))).flat();
      expect(toPadding.every((probability) => probability === 0)).toBe(true);
    }
    tf.dispose(layers);
  });

  it('logits are the same, whatever else is wanted', async () => {
    const [alone, beside] = tf.tidy(() => [
      bert(tensorsOf(), tiny, inputs(), ['logits'], null).logits,
      bert(tensorsOf(), tiny, inputs(), ['logits', 'layers'], null, { attentionScores: [1, 2], states: [2] })
        .logits,
    ]);
    expectClose(await beside!.data(), await alone!.data(), 1e-6);
    tf.dispose([alone, beside]);
  });

  it.each<[string, LayerRequest, (outputs: ReferenceOutputs) => number[]]>([
    ['attention scores', { attentionScores: [1, 2] }, ({ scores }) => scores.flat(3)],
    [
      'attention probabilities',
      { attentionProbabilities: [2] },
      ({ probabilities }) => probabilities[1]!.flat(2),
    ],
    ['values', { values: [1, 2] }, ({ values }) => values.flat(2)],
    ['states', { states: [0, 2] }, ({ states }) => [states[0]!, states[2]!].flat(2)],
    ['[CLS] states', { clsStates: [1, 2] }, ({ states }) => [states[1]![0]!, states[2]![0]!].flat()],
  ])(
    'the sum of squared %s has the gradient that differences of the plain loops have',
    async (_, request, of) => {
      // One text, so that nothing is padded and sums agree.
      const [{ ids, typeIds }] = texts as [(typeof texts)[0]];
      const names = Object.keys(arrays);
      const weights = tensorsOf();
      const { grads } = tf.tidy(() => {
        const one = {
          ids: tf.tensor2d([ids], undefined, 'int32'),
          typeIds: tf.tensor2d([typeIds], undefined, 'int32'),
        };
        return tf.engine().gradients(
          () => {
            const { layers } = bert(
              weights,
              tiny,
              { ...one, mask: tf.ones([1, ids.length]) },
              ['layers'],
              null,
              request,
            );
            const found = Object.values(layers).flatMap((byLayer): tf.Tensor[] => Object.values(byLayer));
            return tf.addN(found.map((tensor) => tf.sum(tf.square(tensor)))) as tf.Scalar;
          },
          names.map((name) => weights[name]!),
          undefined,
          true,
        );
      });
      const loss = () =>
        of(referenceBert(reference, tiny, ids, typeIds)).reduce((sum, value) => sum + value * value, 0);
      for (const [i, name] of names.entries()) {
        const { values } = reference[name]!;
        const picked = [0, 0.4, 1].map((part) => Math.floor((values.length - 1) * part));
        const differences = picked.map((at) => {
          const [value, step] = [values[at]!, 1e-5];
          values[at] = value + step;
          const above = loss();
          values[at] = value - step;
          const below = loss();
          values[at] = value;
          return (above - below) / (2 * step);
        });
        const gradient = (await grads[i]?.data()) ?? new Float32Array(values.length);
        expectClose(
          picked.map((at) => gradient[at]!),
          differences,
          1e-4,
        );
      }
      tf.dispose([grads.filter((gradient) => gradient !== null), weights]);
    },
  );

  it('a layer that is not there is refused by its number', () => {
    const ask = (request: LayerRequest) => () =>
      tf.tidy(() => bert(tensorsOf(), tiny, inputs(), ['layers'], null, request));
    expect(ask({ states: [3] })).toThrow('no layer 3 for states: they go from 0 to 2');
    expect(ask({ attentionScores: [0] })).toThrow('no layer 0 for attentionScores: they go from 1 to 2');
  });
});

/** Both texts side by side, the second padded. */
function inputs(): EncoderInputs {
  const padded = (values: number[]) => [...values, ...new Array<number>(tokens - values.length).fill(0)];
  return {
    ids: tf.tensor2d(
      texts.map(({ ids }) => padded(ids)),
      undefined,
      'int32',
    ),
    typeIds: tf.tensor2d(
      texts.map(({ typeIds }) => padded(typeIds)),
      undefined,
      'int32',
    ),
    mask: tf.tensor2d(texts.map(({ ids }) => padded(ids.map(() => 1)))),
  };
}

function tensorsOf(): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
  );
}
