// BERT in plain loops and double precision, from Devlin et al. 2019 and Vaswani et al. 2017: what model/bert.ts is held against.

import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';
import type { NamedArray } from '@stillhouse/trainer/model/safetensors.ts';

type Rows = number[][];
export type ReferenceWeights = Record<string, { shape: number[]; values: Float64Array }>;

export interface ReferenceOutputs {
  /** [tokens][hidden] */
  sequence: Rows;
  /** [hidden] */
  pooler: number[];
  /** [classes] */
  logits: number[];
}

export function inDoublePrecision(weights: Record<string, NamedArray>): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, values }]) => [
      name,
      { shape, values: Float64Array.from(values) },
    ]),
  );
}

/** One text without padding, without dropout. */
export function referenceBert(
  weights: ReferenceWeights,
  config: EncoderConfig,
  ids: number[],
  typeIds: number[],
): ReferenceOutputs {
  const values = (name: string) => weights[name]!.values;
  const row = (name: string, index: number) => {
    const width = weights[name]!.shape[1]!;
    return Array.from(values(name).subarray(index * width, (index + 1) * width));
  };
  const linear = (x: number[], name: string) =>
    Array.from(values(`${name}.bias`), (bias, output) => bias + dot(x, row(`${name}.weight`, output)));
  const norm = (x: number[], name: string) => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    return x.map(
      (value, i) =>
        ((value - mean) / Math.sqrt(variance + config.layerNormEpsilon)) * values(`${name}.weight`)[i]! +
        values(`${name}.bias`)[i]!,
    );
  };

  let sequence: Rows = ids.map((id, position) =>
    norm(
      add(
        add(
          row('bert.embeddings.word_embeddings.weight', id),
          row('bert.embeddings.position_embeddings.weight', position),
        ),
        row('bert.embeddings.token_type_embeddings.weight', typeIds[position]!),
      ),
      'bert.embeddings.LayerNorm',
    ),
  );
  for (let i = 0; i < config.layers; i++) {
    const layer = `bert.encoder.layer.${i}`;
    const q = sequence.map((x) => linear(x, `${layer}.attention.self.query`));
    const k = sequence.map((x) => linear(x, `${layer}.attention.self.key`));
    const v = sequence.map((x) => linear(x, `${layer}.attention.self.value`));
    const depth = config.hidden / config.heads;
    sequence = sequence.map((x, token) => {
      const context = Array.from({ length: config.heads }, (_, head) => {
        const part = (vector: number[]) => vector.slice(head * depth, (head + 1) * depth);
        const weightsOfTokens = softmax(k.map((key) => dot(part(q[token]!), part(key)) / Math.sqrt(depth)));
        return part(new Array<number>(config.hidden).fill(0)).map((_, column) =>
          weightsOfTokens.reduce((sum, weight, other) => sum + weight * part(v[other]!)[column]!, 0),
        );
      }).flat();
      const middle = norm(
        add(x, linear(context, `${layer}.attention.output.dense`)),
        `${layer}.attention.output.LayerNorm`,
      );
      const inner = linear(middle, `${layer}.intermediate.dense`).map(
        (value) => 0.5 * value * (1 + erf(value / Math.SQRT2)),
      );
      return norm(add(middle, linear(inner, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
    });
  }
  const pooler = linear(sequence[0]!, 'bert.pooler.dense').map(Math.tanh);
  return { sequence, pooler, logits: linear(pooler, 'classifier') };
}

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const add = (a: number[], b: number[]) => a.map((value, i) => value + b[i]!);

function softmax(scores: number[]): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The error function by its Taylor series, exact to double precision for the small arguments of these tests. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
