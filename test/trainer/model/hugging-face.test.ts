import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEncoder, writeEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { type NamedArray, writeSafetensorsFile } from '@stillhouse/trainer/model/safetensors.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tiny, tinyWeights } from './tiny.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
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
    expect(await readEncoder(folder, 3)).toEqual({
      ...stored,
      metadata: { format: 'pt', recipe: '{}' },
      missing: [],
      leftOut: [],
    });
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
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
    const read = await readEncoder(folder, 3);
    expect(read.weights).toEqual(weights);
    expect([read.missing, read.leftOut]).toEqual([[], ['cls.predictions.bias']]);
  });

  it('a classifier of another number of classes is missing, and so may a whole pooler be', async () => {
    await folderWith(weights);
    const { 'classifier.weight': _weight, 'classifier.bias': _bias, ...rest } = weights;
    const read = await readEncoder(folder, 2);
    expect(read.weights).toEqual(rest);
    expect(read.missing).toEqual(['classifier.weight', 'classifier.bias']);
    const { 'bert.pooler.dense.weight': _pooler, 'bert.pooler.dense.bias': _poolerBias, ...body } = rest;
    await folderWith(body);
    expect(await readEncoder(folder, 3)).toMatchObject({
      weights: body,
      missing: ['bert.pooler.dense.weight', 'bert.pooler.dense.bias', 'classifier.weight', 'classifier.bias'],
    });
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
    [{ model_type: 'albert' }, /model_type is "albert"; bert, distilbert, roberta can be loaded/],
    [{ hidden_act: 'relu' }, /hidden_act: only "gelu" is computed/],
    [{ position_embedding_type: 'relative_key' }, /position_embedding_type: only "absolute"/],
    [{ is_decoder: true }, /is_decoder/],
    [{ num_attention_heads: 3 }, /hidden_size: not a multiple of num_attention_heads/],
    [{ hidden_size: undefined }, /hidden_size/],
    [{ model_type: 'distilbert' }, /n_layers.*dim/],
  ])('the configuration %o is refused', async (changes, message) => {
    await folderWith(weights, changes);
    await expect(readEncoder(folder, 3)).rejects.toThrow(message);
  });

  it('weights may lie in several files that an index names', async () => {
    await inShards();
    expect((await readEncoder(folder, 3)).weights).toEqual(weights);
  });

  it('a shard that is missing, or lacks what the index says it has, is named', async () => {
    await inShards();
    await rm(join(folder, 'model-00002-of-00002.safetensors'));
    await expect(readEncoder(folder, 3)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/no file .*model-00002-of-00002\.safetensors/),
    });
    await writeSafetensorsFile(join(folder, 'model-00002-of-00002.safetensors'), {
      tensors: {},
      metadata: {},
    });
    await expect(readEncoder(folder, 3)).rejects.toThrow(/00002\.safetensors lacks .*classifier\.bias/);
  });

  it('an index that is none, or names a file elsewhere, is refused', async () => {
    await inShards();
    const index = join(folder, 'model.safetensors.index.json');
    await writeFile(index, '{}');
    await expect(readEncoder(folder, 3)).rejects.toThrow(/index\.json has no weight_map/);
    await writeFile(index, JSON.stringify({ weight_map: { x: '../x.safetensors' } }));
    await expect(readEncoder(folder, 3)).rejects.toThrow(/"\.\.\/x\.safetensors" is no name of a file/);
  });

  it('where both formats are there, safetensors is read', async () => {
    await writeEncoder(folder, written);
    await writeFile(join(folder, 'pytorch_model.bin'), 'not looked at');
    expect((await readEncoder(folder, 3)).weights).toEqual(weights);
  });

  it('weights of PyTorch may lie in several files too', async () => {
    await copyFile(join(fixtures, 'checkpoints/bert/config.json'), join(folder, 'config.json'));
    const shard = 'pytorch_model-00001-of-00001.bin';
    await copyFile(join(fixtures, 'torch-files/bert.zip.bin'), join(folder, shard));
    const expected = await readEncoder(join(fixtures, 'checkpoints/bert'), 3);
    const index = {
      weight_map: Object.fromEntries(Object.keys(expected.weights).map((name) => [name, shard])),
    };
    await writeFile(join(folder, 'pytorch_model.bin.index.json'), JSON.stringify(index));
    expect((await readEncoder(folder, 3)).weights).toEqual(expected.weights);
    await rm(join(folder, shard));
    await expect(readEncoder(folder, 3)).rejects.toThrow(/no file .*00001\.bin, which .*index\.json names/);
  });

  it('without weights, or with a pointer of Git LFS in their place, says what to do', async () => {
    await writeEncoder(folder, written);
    const path = join(folder, 'model.safetensors');
    await writeFile(path, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    await expect(readEncoder(folder, 3)).rejects.toThrow(/model\.safetensors is a pointer of Git LFS.*pull/);
    await rm(path);
    await expect(readEncoder(folder, 3)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/no weights in .*model\.safetensors or pytorch_model\.bin/),
    });
  });

  it.each([NaN, Infinity, -Infinity])(
    'a weight of %d is refused, with its tensor and its file',
    async (value) => {
      const name = 'bert.embeddings.word_embeddings.weight';
      const values = Float32Array.from(weights[name]!.values);
      values[3] = value;
      await writeEncoder(folder, {
        ...written,
        weights: { ...weights, [name]: { ...weights[name]!, values } },
      });
      await expect(readEncoder(folder, 3)).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(
          /model\.safetensors: tensor "bert\.embeddings\.word_embeddings\.weight" has 1 of \d+ values/,
        ),
      });
    },
  );

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
  await writeSafetensorsFile(join(folder, 'model.safetensors'), { tensors, metadata: {} });
}

/** The weights in two files with an index, as `save_pretrained` with a small `max_shard_size` leaves them. */
async function inShards(): Promise<void> {
  await writeEncoder(folder, written);
  await rm(join(folder, 'model.safetensors'));
  const entries = Object.entries(weights);
  const weightMap: Record<string, string> = {};
  for (const [i, part] of [entries.slice(0, 9), entries.slice(9)].entries()) {
    const shard = `model-0000${i + 1}-of-00002.safetensors`;
    await writeSafetensorsFile(join(folder, shard), { tensors: Object.fromEntries(part), metadata: {} });
    for (const [name] of part) weightMap[name] = shard;
  }
  await writeFile(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: { total_size: 0 }, weight_map: weightMap }),
  );
}
