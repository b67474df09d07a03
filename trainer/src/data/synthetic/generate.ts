import { type Random, seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Example } from '../example.ts';
import type { Construction } from './construction.ts';
import { entailmentConstructions } from './entailment/constructions.ts';
import { sentimentConstructions } from './sentiment/constructions.ts';
import { similarityConstructions } from './similarity/constructions.ts';

const constructionsByTask: Readonly<Record<string, readonly Construction[]>> = {
  'synthetic-sentiment': sentimentConstructions,
  'synthetic-entailment': entailmentConstructions,
  'synthetic-similarity': similarityConstructions,
};

export interface GeneratedSizes {
  seed: number;
  train: number;
  dev: number;
}

/** What a synthetic task is made of where nothing else is asked for: the same examples everywhere. */
export const standardSizes: GeneratedSizes = { seed: 1, train: 3000, dev: 600 };

/**
 * Generates a synthetic task from its grammar. Labels are right by construction, each split holds as many of each class or whole score
 * (one more of the first where the size is odd), and no texts occur twice, in one split or in both.
 *
 * @returns examples in random order; a key names split, position and construction: `dev:17 contrast`
 * @throws Error if the task has no grammar, or its grammar cannot say so many different things
 */
export function generate(
  task: Task,
  sizes: GeneratedSizes = standardSizes,
): { train: Example[]; dev: Example[] } {
  const constructions = constructionsByTask[task.id];
  if (!constructions) throw new Error(`Task ${task.title} has no grammar.`);
  const random = seededRandom(sizes.seed);
  const seen = new Set<string>();
  const labels = labelsOf(task);
  const total = sizes.train + sizes.dev;
  const drawn = Array.from({ length: total }, (_, i) =>
    drawNew(constructions, random, labels[i % labels.length]!, seen),
  );
  return {
    train: named('train', shuffled(drawn.slice(0, sizes.train), random)),
    dev: named('dev', shuffled(drawn.slice(sizes.train), random)),
  };
}

/** Class ids, or for a regression the whole scores of its range. */
function labelsOf({ labels, range }: Task): number[] {
  const [low, high] = range ?? [0, labels.length - 1];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

interface Drawn {
  construction: string;
  texts: string[];
  label: number;
}

const attempts = 1000;

function drawNew(
  constructions: readonly Construction[],
  random: Random,
  label: number,
  seen: Set<string>,
): Drawn {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const construction = weighted(constructions, random);
    const texts = construction.make(random, label).map(withArticles);
    const identity = texts.join('\t');
    if (seen.has(identity)) continue;
    seen.add(identity);
    return { construction: construction.name, texts, label };
  }
  throw new Error(
    `The grammar gave nothing new in ${attempts} attempts after ${seen.size} examples: ask for fewer.`,
  );
}

function weighted(constructions: readonly Construction[], random: Random): Construction {
  const total = constructions.reduce((sum, each) => sum + each.weight, 0);
  let left = random.next() * total;
  for (const each of constructions) {
    left -= each.weight;
    if (left < 0) return each;
  }
  return constructions.at(-1)!;
}

function named(split: string, drawn: Drawn[]): Example[] {
  return drawn.map(({ construction, texts, label }, i) => ({
    key: `${split}:${i + 1} ${construction}`,
    texts,
    label,
  }));
}

/** "a" before a vowel letter becomes "an"; no word of the lexicons is spoken otherwise than it is written. */
function withArticles(text: string): string {
  return text.replace(/\ba (?=[aeiou])/g, 'an ');
}
