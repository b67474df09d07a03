import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEncoder, writeEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { type NamedArray, writeSafetensors } from '@stillhouse/trainer/model/safetensors.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tiny, tinyWeights } from './tiny.ts';

const weights = tinyWeights();
const stored = { config: tiny, weights, metadata: { recipe: '{}' } };
const written = {
  ...stored,
  labels: ['no', 'maybe', 'yes'],
  padId: 0,
  files: [{ name: 'vocab.txt', content: '[PAD]\n' }],
};
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a folder that was written', () => {
  it('reads back the same encoder', async () => {
    await writeEncoder(folder, written);
    expect(await readEncoder(folder, 3)).toEqual({ ...stored, metadata: { format: 'pt', recipe: '{}' } });
  });

  it('has what transformers needs: architecture, labels, tokenizer files', async () => {
    await writeEncoder(folder, written);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      model_type: 'bert',
      architectures: ['BertForSequenceClassification'],
      num_hidden_layers: 2,
      id2label: { 0: 'no', 1: 'maybe', 2: 'yes' },
      label2id: { no: 0, maybe: 1, yes: 2 },
    });
    expect(await readFile(join(folder, 'vocab.txt'), 'utf8')).toBe('[PAD]\n');
  });
});

describe('of a folder from elsewhere', () => {
  it('names without "bert.", "gamma" and "beta", and a pretraining head are understood', async () => {
    const renamed = Object.fromEntries(
      Object.entries(weights).map(([name, array]) => [
        name
          .replace(/^bert\./, '')
          .replace(/LayerNorm\.weight$/, 'LayerNorm.gamma')
          .replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
        array,
      ]),
    );
    await folderWith({ ...renamed, 'cls.predictions.bias': { shape: [1], values: new Float32Array(1) } });
    expect((await readEncoder(folder, 3)).weights).toEqual(weights);
  });

  it('a classifier of another number of classes is left out', async () => {
    await folderWith(weights);
    const { 'classifier.weight': _weight, 'classifier.bias': _bias, ...rest } = weights;
    expect((await readEncoder(folder, 2)).weights).toEqual(rest);
  });

  it('every missing, unknown and wrongly shaped tensor is named', async () => {
    const { 'bert.pooler.dense.bias': _missing, ...rest } = weights;
    await folderWith({
      ...rest,
      'bert.encoder.layer.0.attention.self.query.bias': { shape: [3], values: new Float32Array(3) },
      'bert.encoder.layer.9.output.dense.bias': { shape: [8], values: new Float32Array(8) },
    });
    await expect(readEncoder(folder, 3)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(
        /query\.bias is \[3\] where config\.json asks for \[8\]; .*pooler\.dense\.bias is missing; .*layer\.9\.output\.dense\.bias is not a tensor/,
      ),
    });
  });

  it.each([
    [{ model_type: 'roberta' }, /model_type is "roberta"/],
    [{ hidden_act: 'relu' }, /hidden_act is "relu"/],
    [{ position_embedding_type: 'relative_key' }, /position_embedding_type/],
    [{ num_attention_heads: 3 }, /not a multiple/],
    [{ hidden_size: undefined }, /hidden_size/],
  ])('the configuration %o is refused', async (changes, message) => {
    await folderWith(weights, changes);
    await expect(readEncoder(folder, 3)).rejects.toThrow(message);
  });

  it('a missing file is named', async () => {
    await expect(readEncoder(folder, 3)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('config.json'),
    });
  });
});

async function folderWith(tensors: Record<string, NamedArray>, changes: object = {}): Promise<void> {
  await writeEncoder(folder, written);
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...changes }));
  await writeFile(join(folder, 'model.safetensors'), writeSafetensors({ tensors, metadata: {} }));
}
