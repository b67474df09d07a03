import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { exactTokenizer } from '@stillhouse/trainer/data/tokenizer/exact.ts';
import { loadTokenizer } from '@stillhouse/trainer/data/tokenizer/load-tokenizer.ts';
import { describe, expect, it } from 'vitest';
import { pythonHas, runPython } from '../../../witness/python.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/tokenizers/', import.meta.url));
const names = ['uncased', 'cased', 'bpe'] as const;

/** What make.py writes: cases, and what the native library makes of them, by tokenizer. */
type Answers = Record<(typeof names)[number], { ids: number[][]; typeIds: number[][] }> & {
  cases: { texts: string[]; maxTokens: number }[];
};

describe.each(names)('the %s tokenizer', (name) => {
  it('gives the ids and types of the native library for 3009 awkward texts and pairs', async () => {
    const packed = await readFile(join(fixtures, 'cases.json.gz'));
    const answers = JSON.parse(gunzipSync(packed).toString('utf8')) as Answers;
    expect(answers.cases).toHaveLength(3009);
    expect(await differences(name, answers)).toEqual([]);
  });

  it.skipIf(!pythonHas(['tokenizers'], 'new random texts for tokenizers'))(
    'gives them for other random texts, asked of the library that is installed here',
    async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const answers = JSON.parse(
        await runPython([join(fixtures, 'make.py'), 'cases', `${seed}`, '1000']),
      ) as Answers;
      expect(await differences(name, answers), `seed ${seed}`).toEqual([]);
    },
  );
});

describe('of every code point of Unicode, alone and within a word', () => {
  it.each(names)('the %s tokenizer makes the pieces that the native library does', async (name) => {
    const packed = await readFile(join(fixtures, 'unicode.json.gz'));
    const answers = JSON.parse(gunzipSync(packed).toString('utf8')) as Record<typeof name, string[]>;
    const json = JSON.parse(await readFile(join(fixtures, name, 'tokenizer.json'), 'utf8')) as object;
    const { tokenizer } = exactTokenizer(json, {});
    const different = answers[name].flatMap((digest, block) => {
      const texts = blockTexts(block * blockSize);
      const pieces = texts.map((text) => {
        const normalized = tokenizer.normalizer?.normalize(text) ?? text;
        return tokenizer.pre_tokenizer?.pre_tokenize(normalized);
      });
      return digestOf(pieces) === digest ? [] : [(block * blockSize).toString(16)];
    });
    expect(answers[name]).toHaveLength(0x110000 / blockSize);
    expect(different).toEqual([]);
  });
});

/** As in unicode.py. */
const blockSize = 4096;

function blockTexts(start: number): string[] {
  const block = Array.from({ length: blockSize }, (_, i) => start + i)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code));
  return [block.join(' '), block.map((character) => `a${character}b`).join(' ')];
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/** Cases for which ours are other ids or types. */
async function differences(name: (typeof names)[number], answers: Answers): Promise<object[]> {
  const tokenizer = await loadTokenizer(join(fixtures, name));
  return answers.cases.flatMap(({ texts, maxTokens }, i) => {
    const { ids, typeIds } = tokenizer.encode(texts, maxTokens);
    const [ours, theirs] = [
      { ids: [...ids], typeIds: [...typeIds] },
      { ids: answers[name].ids[i], typeIds: answers[name].typeIds[i] },
    ];
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ texts, maxTokens, ours, theirs }];
  });
}
