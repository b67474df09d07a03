import type { Random } from '@stillhouse/domain/random/random.ts';
import { type Construction, pick, pickOther } from '../construction.ts';
import {
  adverbs,
  type ByPolarity,
  commonAdjectives,
  dependent,
  idioms,
  openers,
  rareAdjectives,
  rareVerbs,
  speakers,
  things,
  verbs,
} from './lexicon.ts';

const opposite = (label: number) => 1 - label;

function of(random: Random, lexicon: ByPolarity<string>, label: number): string {
  return pick(random, lexicon[label === 1 ? 1 : 0]);
}

function adjective(random: Random, label: number): string {
  return of(random, commonAdjectives, label);
}

/** A sentence, opened now and then by a few words that carry no polarity. */
function sentence(random: Random, ...parts: string[]): string[] {
  return [[pick(random, openers), ...parts, '.'].filter((part) => part !== '').join(' ')];
}

const plain: Construction = {
  name: 'plain',
  weight: 14,
  make: (random, label) =>
    sentence(
      random,
      'the',
      pick(random, things),
      pick(random, ['was', 'is', 'seemed', 'felt']),
      adjective(random, label),
    ),
};

const verb: Construction = {
  name: 'verb',
  weight: 8,
  make: (random, label) =>
    sentence(random, pick(random, speakers), of(random, verbs, label), 'the', pick(random, things)),
};

/** Negation turns the polarity of what follows. */
const negation: Construction = {
  name: 'negation',
  weight: 14,
  make: (random, label) =>
    sentence(
      random,
      'the',
      pick(random, things),
      pick(random, ['was not', 'is not', 'was never', 'is hardly', 'was anything but']),
      adjective(random, opposite(label)),
    ),
};

const nobody: Construction = {
  name: 'nobody',
  weight: 5,
  make: (random, label) =>
    sentence(random, 'nobody', of(random, verbs, opposite(label)), 'the', pick(random, things)),
};

/** In "X but Y" it is Y that counts. */
const contrast: Construction = {
  name: 'contrast',
  weight: 12,
  make: (random, label) => {
    const first = pick(random, things);
    const second = pickOther(random, things, first);
    const [before, after] = [adjective(random, opposite(label)), adjective(random, label)];
    return sentence(random, `the ${first} was ${before} , but the ${second} was ${after}`);
  },
};

/** What "although" opens is set aside. */
const concession: Construction = {
  name: 'concession',
  weight: 8,
  make: (random, label) => {
    const thing = pick(random, things);
    const [aside, main] = [adjective(random, opposite(label)), adjective(random, label)];
    const other = pickOther(random, things, thing);
    return random.below(2) === 0
      ? sentence(random, `although the ${thing} was ${aside} , the ${other} was ${main}`)
      : sentence(random, `the ${thing} was ${main} , although the ${other} was ${aside}`);
  },
};

/** Of two clauses that pull apart, the stronger wins. */
const intensity: Construction = {
  name: 'intensity',
  weight: 8,
  make: (random, label) => {
    const first = pick(random, things);
    const second = pickOther(random, things, first);
    const winner = `${pick(random, adverbs.strong)} ${adjective(random, label)}`;
    const loser = `${pick(random, adverbs.weak)} ${adjective(random, opposite(label))}`;
    const [left, right] = random.below(2) === 0 ? [winner, loser] : [loser, winner];
    return sentence(random, `the ${first} was ${left} and the ${second} was ${right}`);
  },
};

/** A wish says that it is not so. */
const wish: Construction = {
  name: 'wish',
  weight: 3,
  make: (random, label) =>
    sentence(
      random,
      `${pick(random, ['i', 'we'])} wish the ${pick(random, things)} was ${adjective(random, opposite(label))}`,
    ),
};

const rareWord: Construction = {
  name: 'rare word',
  weight: 16,
  make: (random, label) => {
    const thing = pick(random, things);
    if (random.below(5) === 0)
      return sentence(random, pick(random, speakers), of(random, rareVerbs, label), 'the', thing);
    return sentence(
      random,
      'the',
      thing,
      pick(random, ['was', 'is', 'seemed', 'felt']),
      of(random, rareAdjectives, label),
    );
  },
};

const idiom: Construction = {
  name: 'idiom',
  weight: 8,
  make: (random, label) => sentence(random, 'the', pick(random, things), of(random, idioms, label)),
};

/** Cold soup and cold beer. */
const dependentAdjective: Construction = {
  name: 'dependent adjective',
  weight: 8,
  make: (random, label) => {
    const [adjectiveOfBoth, spoiled, graced] = pick(random, dependent);
    const thing = pick(random, label === 1 ? graced : spoiled);
    const frame =
      random.below(2) === 0
        ? `we got the ${adjectiveOfBoth} ${thing}`
        : `the ${thing} was ${adjectiveOfBoth}`;
    return sentence(random, frame);
  },
};

/** The grammar of synthetic-sentiment. The last three are its long tail. */
export const sentimentConstructions: readonly Construction[] = [
  plain,
  verb,
  negation,
  nobody,
  contrast,
  concession,
  intensity,
  wish,
  rareWord,
  idiom,
  dependentAdjective,
];
