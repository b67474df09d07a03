import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { loadTokenizer } from '@stillhouse/trainer/data/tokenizer/load-tokenizer.ts';
import type { FamilyName } from '@stillhouse/trainer/model/family.ts';
import { readEncoder, writeEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { outputsOf } from '@stillhouse/trainer/stage/encoder/trained-encoder.ts';
import { saveCheckpoint } from '@stillhouse/trainer/stage/run/checkpoint.ts';
import { trainTeacher } from '@stillhouse/trainer/stage/teacher/train-teacher.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tiny } from '../model/tiny.ts';
import { listen, teacherRecipe, toyExamples } from './toy.ts';

let folder: string;
beforeAll(async () => {
  await wasm.activate();
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-families-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['roberta', 'bpe', { positionOffset: 2, typeVocabularySize: 1, layerNormEpsilon: 1e-5 }],
  ['distilbert', 'uncased', { positionOffset: 0, typeVocabularySize: 0 }],
] as const)(
  'a pretrained %s is fine-tuned, learns the toy task, and is saved as one',
  async (name, tokenizer, shape) => {
    const family: FamilyName = name;
    const path = fileURLToPath(new URL(`../../fixtures/tokenizers/${tokenizer}`, import.meta.url));
    const words = await loadTokenizer(path);
    const config = {
      ...tiny,
      ...shape,
      family,
      hidden: 16,
      intermediate: 32,
      maxPositions: 40,
      vocabularySize: words.vocabularySize,
    };
    const weights = initialWeights(config, 2, randomFor(1, 'weights'));
    const pretrained = Object.fromEntries(
      Object.entries(weights).filter(
        ([key]) => !key.startsWith('classifier.') && !key.startsWith('bert.pooler.'),
      ),
    );
    const from = join(folder, name);
    const files = words.files();
    await writeEncoder(from, {
      config,
      weights: pretrained,
      metadata: {},
      labels: [],
      padId: words.padId,
      files,
    });

    const recipe = { ...teacherRecipe, from };
    const stage = { recipe, examples: toyExamples, tokenizer: await loadTokenizer(from), maxTokens: 20 };
    const encoder = await trainTeacher(stage, listen(1));
    const saved = join(folder, `${name}-tuned`);
    await saveCheckpoint(encoder, saved, toyExamples.labels, {});
    const { logits } = await outputsOf(encoder, toyExamples.examples, { batchSize: 8, embedding: 'cls' });
    encoder.dispose();
    const right = toyExamples.examples.filter(
      ({ label }, i) => Number(logits[2 * i + 1]! > logits[2 * i]!) === label,
    );
    expect(right.length).toBeGreaterThanOrEqual(27);
    const read = await readEncoder(saved, 2);
    expect([read.config, read.missing, read.leftOut]).toEqual([encoder.config, [], []]);
    expect((await loadTokenizer(saved)).encode(['a good film'], 9)).toEqual(words.encode(['a good film'], 9));
  },
);
