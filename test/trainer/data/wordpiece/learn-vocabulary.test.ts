import { countWords } from '@stillhouse/trainer/data/wordpiece/count-words.ts';
import { learnVocabulary } from '@stillhouse/trainer/data/wordpiece/learn-vocabulary.ts';
import { describe, expect, it } from 'vitest';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const uncased = { lowercase: true, stripAccents: null, handleChineseCharacters: true };

describe('a vocabulary that is learned', () => {
  it('begins with the special tokens, then the characters in order, then pieces as they were merged', () => {
    // hug ×10, pug ×5, pun ×12, bun ×4, hugs ×5: u+g meet 20 times, u+n 16, h+ug 15.
    const counts = new Map([
      ['hug', 10],
      ['pug', 5],
      ['pun', 12],
      ['bun', 4],
      ['hugs', 5],
    ]);
    const characters = ['##g', '##n', '##s', '##u', 'b', 'h', 'p'];
    expect(learnVocabulary(counts, 15)).toEqual([...special, ...characters, '##ug', '##un', 'hug']);
  });

  it('stops where no two pieces meet twice', () => {
    expect(learnVocabulary(new Map([['ab', 1]]), 100)).toEqual([...special, '##b', 'a']);
    expect(learnVocabulary(new Map([['ab', 2]]), 100)).toEqual([...special, '##b', 'a', 'ab']);
    expect(learnVocabulary(new Map(), 100)).toEqual(special);
  });

  it('is the same whatever the order of the words, ties included', () => {
    const words: [string, number][] = [
      ['ba', 3],
      ['ca', 3],
      ['da', 3],
      ['abba', 2],
    ];
    const learned = learnVocabulary(new Map(words), 14);
    expect(learnVocabulary(new Map(words.toReversed()), 14)).toEqual(learned);
  });

  it('keeps the most frequent characters where not all of them fit', () => {
    expect(learnVocabulary(new Map(Object.entries({ a: 5, b: 9, c: 7 })), 7)).toEqual([...special, 'b', 'c']);
  });

  it('merges a piece with itself, from the left', () => {
    // a ##a ##a ##a ##a → a ##aa ##aa → a ##aaaa → aaaaa
    const learned = learnVocabulary(new Map([['aaaaa', 4]]), 100);
    expect(learned.slice(5)).toEqual(['##a', 'a', '##aa', '##aaaa', 'aaaaa']);
  });

  it('does not cut characters outside the basic plane in two', () => {
    expect(learnVocabulary(new Map([['𝒳𝒴', 3]]), 100).slice(5)).toEqual(['##𝒴', '𝒳', '𝒳𝒴']);
  });
});

describe('words are counted', () => {
  it("as BERT's uncased normalizer leaves them", () => {
    const counts = countWords(["The café's CAFE, the end."], uncased);
    expect(Object.fromEntries(counts)).toEqual({ the: 2, cafe: 2, "'": 1, s: 1, ',': 1, end: 1, '.': 1 });
  });

  it('with their case and accents where these are kept', () => {
    const counts = countWords(['The Café'], { ...uncased, lowercase: false });
    expect([...counts.keys()]).toEqual(['The', 'Café']);
  });

  it('with no trouble from names that every object has', () => {
    const counts = countWords(['constructor __proto__ constructor toString'], uncased);
    expect(counts.get('constructor')).toBe(2);
    expect(counts.get('tostring')).toBe(1);
  });

  it('unless they are longer than WordPiece reads', () => {
    expect(countWords(['x'.repeat(101), 'y'.repeat(100)], uncased).size).toBe(1);
  });
});
