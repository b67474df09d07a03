import { taskById } from '@stillhouse/domain/task/task.ts';
import { generate } from '@stillhouse/trainer/data/synthetic/generate.ts';
import { describe, expect, it } from 'vitest';

const sizes = { seed: 5, train: 400, dev: 101 };
const textsOf = (examples: readonly { texts: readonly string[] }[]) =>
  examples.map((example) => example.texts.join('\t'));

describe.each(['synthetic-sentiment', 'synthetic-entailment'])('%s', (id) => {
  const task = taskById(id);

  it('is the same for the same seed, and another for another', () => {
    expect(generate(task, sizes)).toEqual(generate(task, sizes));
    expect(textsOf(generate(task, { ...sizes, seed: 6 }).train)).not.toEqual(
      textsOf(generate(task, sizes).train),
    );
  });

  it('has no text twice, in one split or in both, at its standard size', () => {
    const { train, dev } = generate(task);
    expect([train.length, dev.length]).toEqual([3000, 600]);
    expect(new Set(textsOf([...train, ...dev])).size).toBe(3600);
  });

  it('writes "an" before a vowel and "a" before a consonant', () => {
    const { train, dev } = generate(task);
    const wrong = textsOf([...train, ...dev]).filter((text) => /\ba [aeiou]|\ban [^aeiou]/.test(text));
    expect(wrong).toEqual([]);
  });

  it('holds as many of each class, one more of the first where the size is odd', () => {
    const { train, dev } = generate(task, sizes);
    const classesOf = (examples: typeof train) =>
      task.labels.map((_, label) => examples.filter((example) => example.label === label).length);
    expect(classesOf(train)).toEqual([200, 200]);
    expect(classesOf(dev)).toEqual([51, 50]);
  });

  it('mixes classes and constructions, so that the first examples are like the last', () => {
    const { train } = generate(task, sizes);
    const first = train.slice(0, 100).filter((example) => example.label === 0).length;
    expect(Math.abs(first - 50)).toBeLessThan(20);
    const constructions = new Set(train.slice(0, 100).map((example) => example.key.split(' ')[1]));
    expect(constructions.size).toBeGreaterThan(7);
  });

  it('has as many texts to an example as its task says, none empty', () => {
    const { train } = generate(task, sizes);
    expect(new Set(train.map((example) => example.texts.length))).toEqual(new Set([task.texts]));
    expect(train.every(({ texts }) => texts.every((text) => text.trim() === text && text.length > 5))).toBe(
      true,
    );
  });
});

it('says plainly when the grammar cannot say so many different things', () => {
  const task = taskById('synthetic-entailment');
  expect(() => generate(task, { seed: 1, train: 200_000, dev: 0 })).toThrow(
    /gave nothing new.*ask for fewer/,
  );
});

describe('labels are right by construction', () => {
  it('a negated adjective of one polarity carries the other', () => {
    const { train } = generate(taskById('synthetic-sentiment'));
    const labelOf = (pattern: RegExp) =>
      new Set(train.filter(({ texts }) => pattern.test(texts[0]!)).map(({ label }) => label));
    expect(labelOf(/^the \w+ (was|is|seemed|felt) (great|superb|clever|zesty) \.$/)).toEqual(new Set([1]));
    expect(labelOf(/^the \w+ (was|is|seemed|felt) (awful|dull|bad|dreary) \.$/)).toEqual(new Set([0]));
    expect(labelOf(/was not (great|superb|clever) \.$/)).toEqual(new Set([0]));
    expect(labelOf(/was not (awful|dull|bad) \.$/)).toEqual(new Set([1]));
  });

  it('what is in a class is in its kind, and not the other way round', () => {
    const { train } = generate(taskById('synthetic-entailment'));
    const modified = train.filter(({ key }) => key.endsWith(' modifier'));
    for (const { texts, label } of modified) {
      const [premise, hypothesis] = texts.map((text) => text.split(' ').length);
      expect(label).toBe(premise! > hypothesis! ? 0 : 1);
    }
    expect(modified.length).toBeGreaterThan(100);
  });

  it('no hypothesis repeats its premise', () => {
    const { train, dev } = generate(taskById('synthetic-entailment'));
    for (const { texts } of [...train, ...dev]) expect(texts[0]).not.toBe(texts[1]);
  });
});
