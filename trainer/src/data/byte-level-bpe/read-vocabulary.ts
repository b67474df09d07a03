import { z } from 'zod';

const ids = z.record(z.string(), z.int().min(0));

/** Id by piece, from the text of a vocab.json. @throws Error where it is something else */
export function parseVocabulary(text: string): Record<string, number> {
  const json: unknown = JSON.parse(text);
  if (!ids.safeParse(json).success) throw new Error('it is no object of pieces with their ids');
  // As it was parsed: pieces may be called what every object has as a name.
  return json as Record<string, number>;
}

/** Pairs of pieces in order, from the text of a merges.txt. @throws Error naming the line that is no pair */
export function parseMerges(text: string): [string, string][] {
  return text.split('\n').flatMap((line, i): [string, string][] => {
    const merge = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (merge === '' || (i === 0 && merge.startsWith('#version'))) return [];
    const [left, right, ...more] = merge.split(' ');
    if (!left || !right || more.length > 0) throw new Error(`line ${i + 1} is no pair of pieces`);
    return [[left, right]];
  });
}

/** The texts of vocab.json and merges.txt. */
export function vocabularyFiles(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly (readonly [string, string])[],
): { name: string; content: string }[] {
  return [
    { name: 'vocab.json', content: `${JSON.stringify(vocabulary)}\n` },
    { name: 'merges.txt', content: `#version: 0.2\n${merges.map((pair) => `${pair.join(' ')}\n`).join('')}` },
  ];
}
