import type { Random } from '@stillhouse/domain/random/random.ts';
import { type Construction, pick, pickOther } from '../construction.ts';
import {
  adverbs,
  belongings,
  colors,
  deeds,
  directedVerbs,
  implicatives,
  intransitive,
  kinds,
  nonImplicatives,
  objects,
  people,
  places,
  privativeAdjectives,
  rareKinds,
  subsectiveAdjectives,
  symmetricVerbs,
  synonyms,
  transitive,
} from './lexicon.ts';

/** Class ids of the task. */
const entailed = 0;

const categories = Object.keys(kinds);
const flip = (random: Random) => random.below(2) === 0;

/** Premise and hypothesis, in this order if the label says entailment, and the other way round if not. */
function oneWay(label: number, stronger: string, weaker: string): string[] {
  return label === entailed ? [stronger, weaker] : [weaker, stronger];
}

/** "a red car stood in the yard" says "a car stood in the yard", and not the reverse. */
const modifier: Construction = {
  name: 'modifier',
  weight: 12,
  make: (random, label) => {
    const noun = pick(random, kinds[pick(random, categories)]!);
    const place = pick(random, places);
    return oneWay(
      label,
      `a ${pick(random, colors)} ${noun} was in the ${place} .`,
      `a ${noun} was in the ${place} .`,
    );
  },
};

/** A poodle is a dog; a dog need not be a poodle. */
const hypernym: Construction = {
  name: 'hypernym',
  weight: 12,
  make: (random, label) => {
    const category = pick(random, categories);
    const kind = pick(random, kinds[category]!);
    const rest = `was in the ${pick(random, places)} .`;
    if (label === entailed || flip(random))
      return oneWay(label, `a ${kind} ${rest}`, `a ${category} ${rest}`);
    return [`a ${kind} ${rest}`, `a ${pickOther(random, categories, category)} ${rest}`];
  },
};

/** Which of kind and category entails the other under each quantifier. */
const quantifiers = [
  { quantifier: 'some', kindIsStronger: true },
  { quantifier: 'two', kindIsStronger: true },
  { quantifier: 'no', kindIsStronger: false },
  { quantifier: 'all', kindIsStronger: false },
] as const;

/** Some poodles → some dogs, but all dogs → all poodles. */
const monotonicity: Construction = {
  name: 'monotonicity',
  weight: 12,
  make: (random, label) => {
    const category = pick(random, categories);
    const kind = pick(random, kinds[category]!);
    const { quantifier, kindIsStronger } = pick(random, quantifiers);
    const rest = `were in the ${pick(random, places)} .`;
    const ofKind = `${quantifier} ${plural(kind)} ${rest}`;
    const ofCategory = `${quantifier} ${plural(category)} ${rest}`;
    return kindIsStronger ? oneWay(label, ofKind, ofCategory) : oneWay(label, ofCategory, ofKind);
  },
};

const strongerQuantifiers = [
  ['all', 'some'],
  ['most', 'some'],
  ['all', 'most'],
  ['two', 'some'],
  ['no', 'not all'],
] as const;

const quantifier: Construction = {
  name: 'quantifier',
  weight: 10,
  make: (random, label) => {
    const noun = plural(pick(random, people));
    const [, past] = pick(random, intransitive);
    const place = pick(random, places);
    const say = (amount: string) => `${amount} ${noun} ${past} in the ${place} .`;
    if (label !== entailed && random.below(3) === 0)
      return [say('no'), say(pick(random, ['some', 'all', 'most']))];
    const [stronger, weaker] = pick(random, strongerQuantifiers);
    return oneWay(label, say(stronger), say(weaker));
  },
};

/** Who sang loudly sang; who did not sing did not sing loudly. */
const negation: Construction = {
  name: 'negation',
  weight: 12,
  make: (random, label) => {
    const who = pick(random, people);
    const [base, past] = pick(random, intransitive);
    const adverb = pick(random, adverbs);
    const did = `the ${who} ${past} .`;
    const didNot = `the ${who} did not ${base} .`;
    if (label !== entailed && flip(random))
      return flip(random) ? [did, didNot] : [didNot, `the ${who} ${past} ${adverb} .`];
    return flip(random)
      ? oneWay(label, `the ${who} ${past} ${adverb} .`, did)
      : oneWay(label, didNot, `the ${who} did not ${base} ${adverb} .`);
  },
};

const conjunction: Construction = {
  name: 'conjunction',
  weight: 8,
  make: (random, label) => {
    const first = pick(random, people);
    const second = pickOther(random, people, first);
    const [, past] = pick(random, intransitive);
    const one = `the ${pick(random, [first, second])} ${past} .`;
    if (label !== entailed && flip(random)) return [`the ${first} or the ${second} ${past} .`, one];
    return oneWay(label, `the ${first} and the ${second} ${past} .`, one);
  },
};

/** The passive says the same of the same two; swapped, it does not. */
const passive: Construction = {
  name: 'passive',
  weight: 4,
  make: (random, label) => {
    const agent = pick(random, people);
    const patient = pickOther(random, people, agent);
    const verb = pick(random, transitive);
    const [subject, by] = label === entailed ? [patient, agent] : [agent, patient];
    return [`the ${agent} ${verb} the ${patient} .`, `the ${subject} was ${verb} by the ${by} .`];
  },
};

const swap: Construction = {
  name: 'swap',
  weight: 8,
  make: (random, label) => {
    const first = pick(random, people);
    const second = pickOther(random, people, first);
    const verb = pick(random, label === entailed ? symmetricVerbs : directedVerbs);
    return [`the ${first} ${verb} the ${second} .`, `the ${second} ${verb} the ${first} .`];
  },
};

const privative: Construction = {
  name: 'privative adjective',
  weight: 8,
  make: (random, label) => {
    const who = pick(random, people);
    const object = pick(random, objects);
    const adjective = pick(random, label === entailed ? subsectiveAdjectives : privativeAdjectives);
    return [`the ${who} saw the ${adjective} ${object} .`, `the ${who} saw a ${object} .`];
  },
};

const implicative: Construction = {
  name: 'implicative',
  weight: 8,
  make: (random, label) => {
    const who = pick(random, people);
    const [base, past] = pick(random, deeds);
    const verb = pick(random, label === entailed ? implicatives : nonImplicatives);
    return [`the ${who} ${verb} ${base} .`, `the ${who} ${past} .`];
  },
};

const rareHypernym: Construction = {
  name: 'rare hypernym',
  weight: 10,
  make: (random, label) => {
    const category = pick(random, categories);
    const kind = pick(random, rareKinds[category]!);
    const rest = `was in the ${pick(random, places)} .`;
    const claimed = label === entailed ? category : pickOther(random, categories, category);
    return [`a ${kind} ${rest}`, `a ${claimed} ${rest}`];
  },
};

const synonym: Construction = {
  name: 'synonym',
  weight: 5,
  make: (random, label) => {
    const who = pick(random, people);
    const thing = pick(random, belongings);
    const pair = pick(random, synonyms);
    const other = label === entailed ? pair : pickOther(random, synonyms, pair);
    return [`the ${who} ${pair[0]} the ${thing} .`, `the ${who} ${other[1]} the ${thing} .`];
  },
};

function plural(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : noun.endsWith('s') ? `${noun}es` : `${noun}s`;
}

/** The grammar of synthetic-entailment. From `swap` on it is the long tail. */
export const entailmentConstructions: readonly Construction[] = [
  modifier,
  hypernym,
  monotonicity,
  quantifier,
  negation,
  conjunction,
  passive,
  swap,
  privative,
  implicative,
  rareHypernym,
  synonym,
];
