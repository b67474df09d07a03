import type { Tokenizer } from '@stillhouse/trainer/data/tokenizer.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { describe, expect, it } from 'vitest';

const texts = [
  'the constructor was not working',
  'the constructors were working, and working well',
  'was it __proto__ or the café?',
];
const examples = texts.map((text, i) => ({ key: `${i}`, texts: [text, text], label: 0 }));
const learn = (size = 200) => learnTokenizer(examples, { size, lowercase: true });

/** The pieces that the ids of a text stand for. */
function piecesOf(tokenizer: Tokenizer, ...given: string[]): string[] {
  const vocabulary = tokenizer
    .files()
    .find(({ name }) => name === 'vocab.txt')!
    .content.split('\n');
  return Array.from(tokenizer.encode(given, 64).ids, (id) => vocabulary[id]!);
}

describe('a tokenizer that is learned', () => {
  it('has no more pieces than it may, and is the same for the same examples', () => {
    expect(learn(60).vocabularySize).toBe(60);
    expect(learn(60).files()).toEqual(learn(60).files());
  });

  it('cuts words into pieces it knows, and what holds a character it has never seen is unknown', () => {
    expect(piecesOf(learn(), 'Working!')).toEqual(['[CLS]', 'working', '[UNK]', '[SEP]']);
    const pieces = piecesOf(learn(), 'workings');
    expect(
      pieces
        .slice(1, -1)
        .map((piece) => piece.replace('##', ''))
        .join(''),
    ).toBe('workings');
  });

  it('reads words that every object has as names like any other word', () => {
    expect(piecesOf(learn(), 'constructor')).toEqual(['[CLS]', 'constructor', '[SEP]']);
    expect(piecesOf(learn(), '__proto__')).not.toContain('[UNK]');
  });

  it('keeps case where asked to', () => {
    const cased = learnTokenizer([{ key: 'a', texts: ['Was was Was was'], label: 0 }], {
      size: 100,
      lowercase: false,
    });
    expect(piecesOf(cased, 'Was was')).toEqual(['[CLS]', 'Was', 'was', '[SEP]']);
  });
});

describe('an encoding', () => {
  const tokenizer = learn();

  it('is [CLS] a [SEP] for one text, of type 0', () => {
    const { ids, typeIds } = tokenizer.encode(['the the'], 64);
    expect(piecesOf(tokenizer, 'the the')).toEqual(['[CLS]', 'the', 'the', '[SEP]']);
    expect([...typeIds]).toEqual([0, 0, 0, 0]);
    expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
    expect(tokenizer.padId).toBe(0);
  });

  it('is [CLS] a [SEP] b [SEP] for two, of type 1 from b on', () => {
    expect(piecesOf(tokenizer, 'the', 'was the')).toEqual(['[CLS]', 'the', '[SEP]', 'was', 'the', '[SEP]']);
    expect([...tokenizer.encode(['the', 'was the'], 64).typeIds]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('of one text is cut at its end, and keeps its [SEP]', () => {
    expect([...tokenizer.encode(['the was the was the was'], 5).ids]).toEqual([
      ...tokenizer.encode(['the was the'], 64).ids,
    ]);
  });

  it('of two is cut longest first', () => {
    const long = 'the was the was the was';
    expect([...tokenizer.encode([long, 'working well'], 9).ids]).toEqual([
      ...tokenizer.encode(['the was the was', 'working well'], 64).ids,
    ]);
    expect([...tokenizer.encode(['working well', long], 9).typeIds]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('is never longer than allowed', () => {
    for (let maxTokens = 4; maxTokens < 20; maxTokens++) {
      const { ids, typeIds } = tokenizer.encode([texts[0]!, texts[1]!], maxTokens);
      expect(ids.length).toBeLessThanOrEqual(maxTokens);
      expect(typeIds.length).toBe(ids.length);
      expect(Array.from(ids).filter((id) => id === 3)).toHaveLength(2);
    }
  });

  it('of a blank text is nothing but special tokens', () => {
    expect([...tokenizer.encode([' \t'], 64).ids]).toEqual([2, 3]);
  });

  it('is refused for no text, for three, and for no room', () => {
    expect(() => tokenizer.encode([], 64)).toThrow('1 or 2 texts, not 0');
    expect(() => tokenizer.encode(['a', 'b', 'c'], 64)).toThrow('1 or 2 texts, not 3');
    expect(() => tokenizer.encode(['a', 'b'], 3)).toThrow('no room');
  });
});
