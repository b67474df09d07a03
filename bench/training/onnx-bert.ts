import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';
import type { NamedArray } from '@stillhouse/trainer/model/safetensors.ts';
import { type Message, model, node, tensor, valueInfo } from './onnx-protobuf.ts';

/**
 * The forward pass of trainer/src/model/bert.ts as an ONNX model: `ids` [texts, tokens] int64 and `mask` [texts, tokens] float to `logits`
 * [texts, classes]. All tokens belong to the first segment; nothing is dropped.
 *
 * @param weights by Hugging Face's names
 */
export function onnxBert(
  weights: Readonly<Record<string, NamedArray>>,
  { layers, hidden, heads }: EncoderConfig,
  tokens: number,
): Uint8Array {
  const nodes: Message[] = [];
  const initializers: Message[] = [];
  let count = 0;
  const run = (operation: string, inputs: string[], attributes: Parameters<typeof node>[3] = {}): string => {
    const output = `t${count++}`;
    nodes.push(node(operation, inputs, output, attributes));
    return output;
  };
  const constant = (shape: readonly number[], values: Float32Array | BigInt64Array): string => {
    const name = `c${count++}`;
    initializers.push(tensor(name, shape, values));
    return name;
  };
  const number = (value: number) => constant([], Float32Array.of(value));
  const integers = (...values: number[]) => constant([values.length], BigInt64Array.from(values, BigInt));
  const weight = (name: string): NamedArray => {
    const found = weights[name];
    if (!found) throw new Error(`There is no weight "${name}".`);
    return found;
  };
  const stored = (name: string) => constant(weight(name).shape, weight(name).values);
  const linear = (x: string, name: string): string => {
    const { shape, values } = weight(`${name}.weight`);
    const [outputs = 0, inputs = 0] = shape;
    const transposed = values.map((_, i) => values[(i % outputs) * inputs + Math.floor(i / outputs)] ?? 0);
    return run('Add', [run('MatMul', [x, constant([inputs, outputs], transposed)]), stored(`${name}.bias`)]);
  };
  // ONNX's default epsilon, 1e-5, is far below the variances here, and BERT's 1e-12 is as well.
  const norm = (x: string, name: string) =>
    run('LayerNormalization', [x, stored(`${name}.weight`), stored(`${name}.bias`)]);
  const gelu = (x: string): string => {
    const erf = run('Erf', [run('Div', [x, number(Math.SQRT2)])]);
    return run('Mul', [run('Mul', [x, run('Add', [erf, number(1)])]), number(0.5)]);
  };
  const split = integers(0, 0, heads, hidden / heads);
  const joined = integers(0, 0, hidden);
  const headsOf = (x: string, order: number[]) =>
    run('Transpose', [run('Reshape', [x, split])], { perm: order });
  const noPadding = run('Mul', [
    run('Sub', [run('Unsqueeze', ['mask', integers(1, 2)]), number(1)]),
    number(1e9),
  ]);

  const places = weight('bert.embeddings.position_embeddings.weight').values;
  const types = weight('bert.embeddings.token_type_embeddings.weight').values;
  const added = places.subarray(0, tokens * hidden).map((value, i) => value + (types[i % hidden] ?? 0));
  const words = run('Gather', [stored('bert.embeddings.word_embeddings.weight'), 'ids']);
  let x = norm(run('Add', [words, constant([1, tokens, hidden], added)]), 'bert.embeddings.LayerNorm');
  for (let i = 0; i < layers; i++) {
    const name = `bert.encoder.layer.${i}`;
    const q = headsOf(linear(x, `${name}.attention.self.query`), [0, 2, 1, 3]);
    const k = headsOf(linear(x, `${name}.attention.self.key`), [0, 2, 3, 1]);
    const v = headsOf(linear(x, `${name}.attention.self.value`), [0, 2, 1, 3]);
    const scores = run('Div', [run('MatMul', [q, k]), number(Math.sqrt(hidden / heads))]);
    const mixed = run('MatMul', [run('Softmax', [run('Add', [scores, noPadding])], { axis: -1 }), v]);
    const context = run('Reshape', [run('Transpose', [mixed], { perm: [0, 2, 1, 3] }), joined]);
    const attended = linear(context, `${name}.attention.output.dense`);
    const middle = norm(run('Add', [x, attended]), `${name}.attention.output.LayerNorm`);
    const outer = linear(gelu(linear(middle, `${name}.intermediate.dense`)), `${name}.output.dense`);
    x = norm(run('Add', [middle, outer]), `${name}.output.LayerNorm`);
  }
  const cls = run('Gather', [x, constant([], BigInt64Array.of(0n))], { axis: 1 });
  const pooled = run('Tanh', [linear(cls, 'bert.pooler.dense')]);
  nodes.push(node('Identity', [linear(pooled, 'classifier')], 'logits'));
  return model({
    nodes,
    initializers,
    inputs: [valueInfo('ids', 7, ['texts', tokens]), valueInfo('mask', 1, ['texts', tokens])],
    outputs: [valueInfo('logits', 1, ['texts', 'classes'])],
  });
}
