import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpu } from '@stillhouse/trainer/backend/cpu.ts';
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { loadTokenizer } from '@stillhouse/trainer/data/tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '@stillhouse/trainer/data/tokenizer.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { bert } from '@stillhouse/trainer/model/bert.ts';
import type { FamilyName } from '@stillhouse/trainer/model/family.ts';
import { type ReadEncoder, readEncoder, writeEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonHas, runPython } from '../../witness/python.ts';
import { expectClose } from '../close-to.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/checkpoints/', import.meta.url));
/** Loading torch takes its time on a busy machine. */
const minutes = 300_000;
const tokenizers = fileURLToPath(new URL('../../fixtures/tokenizers/', import.meta.url));
const texts = [['The naïve café'], ['The café in Zürich', 'DON’T you? No: it is what it is, and was']];
const labels = ['no', 'maybe', 'yes'];
const architectures: Record<FamilyName, string> = {
  bert: 'BertForSequenceClassification',
  distilbert: 'DistilBertForSequenceClassification',
  roberta: 'RobertaForSequenceClassification',
};
const families = Object.keys(architectures) as FamilyName[];

/** What make.py writes: the texts and what `transformers` computes of them. Padded tokens are in it. */
interface Expected {
  ids: number[][];
  typeIds: number[][];
  mask: number[][];
  /** [texts · classes] */
  logits: number[];
  /** [layers + 1][texts · tokens · hidden] */
  states: number[][];
  /** [layers][texts · heads · tokens · tokens] */
  attention: number[][];
}

describe.each(families)('a %s of transformers', (family) => {
  let encoder: ReadEncoder;
  let expected: Expected;
  beforeAll(async () => {
    encoder = await readEncoder(join(fixtures, family), labels.length);
    expected = JSON.parse(await readFile(join(fixtures, family, 'expected.json'), 'utf8')) as Expected;
  });

  it('is read whole', () => {
    expect([encoder.missing, encoder.leftOut]).toEqual([[], []]);
  });

  it.each([wasm, cpu])(
    'has the same logits, hidden states and attention on $name, to 1e-4',
    async (backend) => {
      await backend.activate();
      const outputs = await compute(encoder, expected);
      expectClose(outputs.logits, expected.logits, 1e-4);
      expected.states.forEach((states, layer) => {
        expectClose(ofTokens(outputs.states[layer]!, expected), ofTokens(states, expected), 1e-4);
      });
      expected.attention.forEach((attention, layer) => {
        expectClose(ofQueries(outputs.attention[layer]!, expected), ofQueries(attention, expected), 1e-4);
      });
    },
  );
});

describe.skipIf(!pythonHas(['torch', 'transformers'], 'loading what we save in transformers'))(
  'what we save, loaded by transformers that is installed here,',
  () => {
    let folder: string;
    const encoders = new Map<FamilyName, ReadEncoder>();
    let answers: (Expected & { class: string; labels: string[]; tokens: number[][] })[];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'stillhouse-agreement-'));
      await wasm.activate();
      const run: string[] = [];
      for (const family of families) {
        const encoder = await readEncoder(join(fixtures, family), labels.length);
        // Other weights than the fixture's, so that nothing but what we wrote can give these outputs.
        for (const { values } of Object.values(encoder.weights)) values.reverse();
        encoders.set(family, encoder);
        const padId = family === 'roberta' ? 1 : 0;
        const files = (await tokenizerOf(family)).files();
        await writeEncoder(join(folder, family), { ...encoder, labels: ['a', 'b', 'c'], padId, files });
        const asked = JSON.parse(await readFile(join(fixtures, family, 'expected.json'), 'utf8')) as Expected;
        await writeFile(join(folder, `${family}.json`), JSON.stringify({ ...asked, texts, maxTokens: 12 }));
        run.push(join(folder, family), join(folder, `${family}.json`));
      }
      answers = JSON.parse(await runPython([join(fixtures, 'make.py'), 'run', ...run]));
    }, minutes);
    afterAll(() => rm(folder, { recursive: true }));

    it.each(families)('a %s is of its class, with our labels and the same outputs', async (family) => {
      const theirs = answers[families.indexOf(family)]!;
      expect([theirs.class, theirs.labels]).toEqual([architectures[family], ['a', 'b', 'c']]);
      const given = JSON.parse(await readFile(join(fixtures, family, 'expected.json'), 'utf8')) as Expected;
      const ours = await compute(encoders.get(family)!, given);
      expectClose(ours.logits, theirs.logits, 1e-4);
      theirs.states.forEach((states, layer) => {
        expectClose(ofTokens(ours.states[layer]!, given), ofTokens(states, given), 1e-4);
      });
    });

    it.each(families)('a %s has our tokenizer', async (family) => {
      const tokenizer = await tokenizerOf(family);
      const ours = texts.map((text) => [...tokenizer.encode(text, 12).ids]);
      expect(answers[families.indexOf(family)]!.tokens).toEqual(ours);
    });

    it(
      'the fixtures are what the script still makes',
      async () => {
        const again = join(folder, 'again');
        await runPython([join(fixtures, 'make.py'), 'make', again]);
        for (const family of families) {
          const [made, kept] = await Promise.all(
            [again, fixtures].map(
              async (where) =>
                JSON.parse(await readFile(join(where, family, 'expected.json'), 'utf8')) as Expected,
            ),
          );
          expect(made!.ids).toEqual(kept!.ids);
          expectClose(made!.logits, kept!.logits, 1e-5);
        }
      },
      minutes,
    );
  },
);

/** A tokenizer that is saved with each: one learned here, one of the older files alone, one of byte-level BPE. */
async function tokenizerOf(family: FamilyName): Promise<Tokenizer> {
  if (family === 'roberta') return loadTokenizer(join(tokenizers, 'bpe'));
  if (family === 'distilbert') return loadTokenizer(join(tokenizers, 'cased'));
  const examples = texts.map((text, i) => ({ key: `${i}`, texts: text, label: 0 }));
  return learnTokenizer(examples, { size: 90, lowercase: true });
}

async function compute({ config, weights }: ReadEncoder, { ids, typeIds, mask }: Expected) {
  const layers = Array.from({ length: config.layers + 1 }, (_, layer) => layer);
  const outputs = tf.tidy(() =>
    bert(
      Object.fromEntries(
        Object.entries(weights).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]),
      ),
      config,
      {
        ids: tf.tensor2d(ids, undefined, 'int32'),
        typeIds: tf.tensor2d(typeIds, undefined, 'int32'),
        mask: tf.tensor2d(mask),
      },
      ['logits', 'layers'],
      null,
      { states: layers, attentionProbabilities: layers.slice(1) },
    ),
  );
  const valuesOf = async (tensor: tf.Tensor | undefined) => Array.from(await tensor!.data());
  const found = {
    logits: await valuesOf(outputs.logits),
    states: await Promise.all(layers.map((layer) => valuesOf(outputs.layers.states[layer]))),
    attention: await Promise.all(
      layers.slice(1).map((layer) => valuesOf(outputs.layers.attentionProbabilities[layer])),
    ),
  };
  tf.dispose(outputs as unknown as tf.TensorContainer);
  return found;
}

/** The states of real tokens: what stands at padding is nobody's business. */
function ofTokens(states: readonly number[], { mask }: Expected): number[] {
  const real = mask.flat();
  const hidden = states.length / real.length;
  return states.filter((_, i) => real[Math.floor(i / hidden)] === 1);
}

/** The attention of real tokens, [texts, heads, tokens, tokens]. */
function ofQueries(attention: readonly number[], { mask }: Expected): number[] {
  const [texts, tokens] = [mask.length, mask[0]!.length];
  const heads = attention.length / (texts * tokens * tokens);
  return attention.filter((_, i) => {
    const query = Math.floor(i / tokens) % tokens;
    return mask[Math.floor(i / (heads * tokens * tokens))]![query] === 1;
  });
}
