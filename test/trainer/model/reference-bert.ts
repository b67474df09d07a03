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
  /** [layers + 1][tokens][hidden], the embedding layer's first */
  states: Rows[];
  /** [layers][heads][tokens][tokens], before softmax */
  scores: Rows[][];
  /** [layers][heads][tokens][tokens] */
  probabilities: Rows[][];
  /** [layers][tokens][hidden] */
  values: Rows[];
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
  const states = [sequence];
  const scores: Rows[][] = [];
  const probabilities: Rows[][] = [];
  const layerValues: Rows[] = [];
  for (let i = 0; i < config.layers; i++) {
    const layer = `bert.encoder.layer.${i}`;
    const q = sequence.map((x) => linear(x, `${layer}.attention.self.query`));
    const k = sequence.map((x) => linear(x, `${layer}.attention.self.key`));
    const v = sequence.map((x) => linear(x, `${layer}.attention.self.value`));
    const depth = config.hidden / config.heads;
    const headPart = (vector: number[], head: number) => vector.slice(head * depth, (head + 1) * depth);
    const heads = Array.from({ length: config.heads }, (_, head) => head);
    scores.push(
      heads.map((head) =>
        q.map((query) => k.map((key) => dot(headPart(query, head), headPart(key, head)) / Math.sqrt(depth))),
      ),
    );
    probabilities.push(scores.at(-1)!.map((rows) => rows.map(softmax)));
    layerValues.push(v);
    sequence = sequence.map((x, token) => {
      const context = heads.flatMap((head) =>
        new Array<number>(depth)
          .fill(0)
          .map((_, column) =>
            probabilities[i]![head]![token]!.reduce(
              (sum, weight, other) => sum + weight * headPart(v[other]!, head)[column]!,
              0,
            ),
          ),
      );
      const middle = norm(
        add(x, linear(context, `${layer}.attention.output.dense`)),
        `${layer}.attention.output.LayerNorm`,
      );
      const inner = linear(middle, `${layer}.intermediate.dense`).map(
        (value) => 0.5 * value * (1 + erf(value / Math.SQRT2)),
      );
      return norm(add(middle, linear(inner, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
    });
    states.push(sequence);
  }
  const pooler = linear(sequence[0]!, 'bert.pooler.dense').map(Math.tanh);
  const logits = linear(pooler, 'classifier');
  return { sequence, pooler, logits, states, scores, probabilities, values: layerValues };
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
