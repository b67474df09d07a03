import { taskById } from '@stillhouse/domain/task/task.ts';
import { generate } from '@stillhouse/trainer/data/synthetic/generate.ts';
import {
  colors,
  people,
  places,
  synonyms,
  things,
} from '@stillhouse/trainer/data/synthetic/similarity/lexicon.ts';
import { expect, it } from 'vitest';

const task = taskById('synthetic-similarity');
const deeds = new Map(synonyms.flatMap((pair) => pair.map((verb) => [verb, pair[0]])));

/** Who, deed, color, thing and place of a sentence. */
function told(text = ''): (string | undefined)[] {
  const words = text.split(' ');
  const among = (list: readonly string[]) => words.find((word) => list.includes(word));
  const verb = words.find((word) => deeds.has(word));
  return [among(people), verb && deeds.get(verb), among(colors), among(things), among(places)];
}

it('scores a pair by how many of five parts its sentences share, a synonym for the same', () => {
  const { train } = generate(task, { seed: 3, train: 600, dev: 0 });
  for (const { texts, label } of train) {
    const [first, second] = [told(texts[0]), told(texts[1])];
    expect(first).not.toContain(undefined);
    expect(first.filter((part, i) => part === second[i]).length, texts.join(' | ')).toBe(label);
  }
});

it('holds every whole score equally often, and no pair twice', () => {
  const { train, dev } = generate(task);
  const counts = [0, 1, 2, 3, 4, 5].map((score) => train.filter(({ label }) => label === score).length);
  expect(counts).toEqual([500, 500, 500, 500, 500, 500]);
  expect(new Set([...train, ...dev].map(({ texts }) => texts.join('\t'))).size).toBe(3600);
  expect(generate(task)).toEqual({ train, dev });
});
