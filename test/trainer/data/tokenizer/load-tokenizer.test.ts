import { fileURLToPath } from 'node:url';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { loadTokenizer } from '@stillhouse/trainer/data/tokenizer/load-tokenizer.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../folder-of.ts';

/** Ids are line numbers from 0: special tokens not first, as in BERT's own file. */
const pieces = [
  '[PAD]',
  'the',
  'cat',
  '##s',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'The',
  'cafe',
  'café',
  '中',
  '国',
];
const vocabulary = `${pieces.join('\n')}\n`;
const idsOf = async (files: Record<string, string>, text: string) => {
  const tokenizer = await loadTokenizer(await folderOf(files));
  return [...tokenizer.encode([text], 64).ids];
};

describe('a vocab.txt', () => {
  it('is read uncased where nothing else is said, as BERT does', async () => {
    expect(await idsOf({ 'vocab.txt': vocabulary }, 'The CATS, café')).toEqual([5, 1, 2, 3, 4, 9, 6]);
  });

  it('is read cased where tokenizer_config.json says so', async () => {
    const config = JSON.stringify({ do_lower_case: false });
    expect(await idsOf({ 'vocab.txt': vocabulary, 'tokenizer_config.json': config }, 'The café')).toEqual([
      5, 8, 10, 6,
    ]);
  });

  it('splits Chinese characters', async () => {
    expect(await idsOf({ 'vocab.txt': vocabulary }, '中国')).toEqual([5, 11, 12, 6]);
  });

  it('may have CRLF and no last line break', async () => {
    expect(await idsOf({ 'vocab.txt': pieces.join('\r\n') }, 'the 国')).toEqual([5, 1, 12, 6]);
  });

  it('knows its size and padding', async () => {
    const tokenizer = await loadTokenizer(await folderOf({ 'vocab.txt': vocabulary }));
    expect([tokenizer.vocabularySize, tokenizer.padId]).toEqual([13, 0]);
  });

  it('is refused without its special tokens, naming them', async () => {
    await expect(idsOf({ 'vocab.txt': '[PAD]\n[UNK]\n[CLS]\nthe\n' }, 'x')).rejects.toThrow(
      /vocab\.txt lacks \[SEP\], \[MASK\]/,
    );
  });

  it('is refused where a piece stands in it twice', async () => {
    await expect(idsOf({ 'vocab.txt': `${vocabulary}cat\n` }, 'x')).rejects.toThrow(ExpectedError);
  });
});

describe('a tokenizer.json', () => {
  it('gives back what was written, and so does the vocab.txt beside it', async () => {
    const examples = [{ key: 'a', texts: ['Naïve cats, naïve dogs; the cat naps'], label: 0 }];
    for (const lowercase of [true, false]) {
      const learned = learnTokenizer(examples, { size: 80, lowercase });
      const files = Object.fromEntries(learned.files().map(({ name, content }) => [name, content]));
      const { 'tokenizer.json': _, ...withoutJson } = files;
      for (const given of [files, withoutJson]) {
        const loaded = await loadTokenizer(await folderOf(given));
        expect(loaded.vocabularySize).toBe(learned.vocabularySize);
        const pair = ['naïve Cats nap', 'The dog?'];
        expect(loaded.encode(pair, 12)).toEqual(learned.encode(pair, 12));
      }
    }
  });

  it('does as tokenizer_config.json says of case where they differ, and saves both alike', async () => {
    const learned = learnTokenizer([{ key: 'a', texts: ['Cats cats'], label: 0 }], {
      size: 80,
      lowercase: false,
    });
    const files = Object.fromEntries(learned.files().map(({ name, content }) => [name, content]));
    const cased = learned.encode(['Cats'], 9);
    const uncased = learned.encode(['cats'], 9);
    const { 'tokenizer_config.json': _, ...withoutConfig } = files;
    const plain = await loadTokenizer(await folderOf(withoutConfig));
    expect(plain.encode(['Cats'], 9)).toEqual(cased);
    const saved = Object.fromEntries(plain.files().map(({ name, content }) => [name, content]));
    expect(JSON.parse(saved['tokenizer_config.json']!)).toMatchObject({ do_lower_case: false });
    const lowered = { ...files, 'tokenizer_config.json': '{"do_lower_case": true}' };
    expect((await loadTokenizer(await folderOf(lowered))).encode(['Cats'], 9)).toEqual(uncased);
  });

  it("is refused where it is not BERT's kind", async () => {
    const json = JSON.stringify({ model: { type: 'BPE', vocab: {} } });
    await expect(idsOf({ 'tokenizer.json': json }, 'x')).rejects.toThrow(
      /tokenizer\.json is neither a WordPiece nor/,
    );
  });

  it('is refused where it is no JSON', async () => {
    await expect(idsOf({ 'tokenizer.json': '{' }, 'x')).rejects.toThrow(/tokenizer\.json is no JSON/);
  });
});

describe('a byte-level BPE tokenizer', () => {
  const fixture = fileURLToPath(new URL('../../../fixtures/tokenizers/bpe', import.meta.url));
  const pair = ["Don't naïve <mask>\n\n", '中文 😀'];

  it('is read from its own files, and from vocab.json with merges.txt alone', async () => {
    const tokenizer = await loadTokenizer(fixture);
    const files = Object.fromEntries(tokenizer.files().map(({ name, content }) => [name, content]));
    const { 'tokenizer.json': _, ...withoutJson } = files;
    for (const given of [files, withoutJson]) {
      const loaded = await loadTokenizer(await folderOf(given));
      expect(loaded.encode(pair, 40)).toEqual(tokenizer.encode(pair, 40));
      expect([loaded.vocabularySize, loaded.padId]).toEqual([700, 1]);
    }
  });

  it('puts two separators between two texts, all of type 0', async () => {
    const tokenizer = await loadTokenizer(fixture);
    const { ids, typeIds } = tokenizer.encode(['a', 'a'], 40);
    expect([...ids]).toEqual([0, ids[1], 2, 2, ids[1], 2]);
    expect([...typeIds]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is refused where merges.txt has a line that is no pair, naming it', async () => {
    const files = { 'vocab.json': '{"<s>":0}', 'merges.txt': '#version: 0.2\na b\na b c\n' };
    await expect(idsOf(files, 'x')).rejects.toThrow(/merges\.txt: line 3 is no pair/);
  });
});

it('a tokenizer that cuts texts at their beginning is refused', async () => {
  const config = JSON.stringify({ truncation_side: 'left' });
  await expect(idsOf({ 'vocab.txt': vocabulary, 'tokenizer_config.json': config }, 'x')).rejects.toThrow(
    /tokenizer_config\.json: truncation_side is "left"/,
  );
});

it('a folder with none of them is refused, naming them', async () => {
  await expect(idsOf({}, 'x')).rejects.toThrow('neither tokenizer.json nor vocab.txt nor vocab.json');
});
