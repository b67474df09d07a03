import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { readEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import type { NamedArray } from '@stillhouse/trainer/model/safetensors.ts';
import { newEncoder } from '@stillhouse/trainer/stage/encoder/new-encoder.ts';
import { weightsOf } from '@stillhouse/trainer/stage/encoder/trained-encoder.ts';
import { saveCheckpoint } from '@stillhouse/trainer/stage/run/checkpoint.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studentRecipe, teacherRecipe, wordTokenizer } from './toy.ts';

const common = { tokenizer: wordTokenizer, classes: 2, maxTokens: 8, seed: 3 };
const teacherLayers = { ...teacherRecipe, layers: 4 };
let folder: string;
let teacher: Record<string, NamedArray>;

beforeAll(async () => {
  await cpu.activate();
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-new-encoder-'));
  const encoder = await newEncoder({ ...common, recipe: teacherLayers, seed: 9 });
  await saveCheckpoint(encoder, folder, ['no', 'yes'], {});
  teacher = await weightsOf(encoder);
  encoder.dispose();
});
afterAll(() => rm(folder, { recursive: true }));

describe('a student that begins with layers of a checkpoint', () => {
  const recipe = { ...studentRecipe, layers: 2, hidden: 16 };

  it.each([
    ['first', [0, 1]],
    ['last', [2, 3]],
    ['evenly-spaced', [0, 2]],
    [
      [3, 1],
      [3, 1],
    ],
  ] as const)('%j has exactly the layers %j, the embeddings and the pooler', async (choice, layers) => {
    const encoder = await newEncoder({ ...common, recipe, copied: { folder, choice } });
    const weights = await weightsOf(encoder);
    encoder.dispose();
    expect(encoder.config).toMatchObject({ layers: 2, hidden: 16, maxPositions: 8 });
    const names = Object.keys(weights).filter((name) => !name.startsWith('classifier.'));
    expect(names).toHaveLength(5 + 2 * 16 + 2);
    for (const name of names) {
      const source = name.replace(/layer\.(\d)/, (_, layer) => `layer.${layers[Number(layer)]}`);
      expect(weights[name]!.values, name).toEqual(teacher[source]!.values);
    }
    expect(weights['classifier.weight']!.values).not.toEqual(teacher['classifier.weight']!.values);
  });
});

it('a student begins with layers of another family, in that family', async () => {
  const distilbert = fileURLToPath(new URL('../../fixtures/checkpoints/distilbert', import.meta.url));
  const recipe = { ...studentRecipe, layers: 1 };
  const encoder = await newEncoder({ ...common, recipe, copied: { folder: distilbert, choice: 'last' } });
  const weights = await weightsOf(encoder);
  encoder.dispose();
  const source = (await readEncoder(distilbert, 3)).weights;
  expect(encoder.config).toMatchObject({ family: 'distilbert', layers: 1, typeVocabularySize: 0 });
  expect(weights['bert.encoder.layer.0.output.dense.weight']).toEqual(
    source['bert.encoder.layer.1.output.dense.weight'],
  );
});

it('a checkpoint with fewer token types than the tokenizer makes is refused', async () => {
  const roberta = fileURLToPath(new URL('../../fixtures/checkpoints/roberta', import.meta.url));
  const tokenizer = {
    ...wordTokenizer,
    encode: () => ({ ids: Int32Array.of(1, 2), typeIds: Int32Array.of(0, 1) }),
  };
  const recipe = { ...studentRecipe, from: roberta };
  await expect(newEncoder({ ...common, tokenizer, recipe })).rejects.toThrow(/has 1 token types, .* makes 2/);
});

it('a checkpoint for shorter texts is refused, with the tokens that its padding takes counted', async () => {
  const roberta = fileURLToPath(new URL('../../fixtures/checkpoints/roberta', import.meta.url));
  const recipe = { ...studentRecipe, from: roberta };
  await expect(newEncoder({ ...common, recipe, maxTokens: 17 })).rejects.toThrow(
    /takes at most 16 tokens; 17/,
  );
});
