import { type Random, shuffled } from '@stillhouse/domain/random/random.ts';
import { type Construction, pick, pickOther } from '../construction.ts';
import { colors, people, places, synonyms, things } from './lexicon.ts';

/** What a sentence tells: who did what to which thing, and where. A deed is a pair of synonyms. */
interface Event {
  who: string;
  deed: readonly [string, string];
  color: string;
  thing: string;
  place: string;
}

const parts = ['who', 'deed', 'color', 'thing', 'place'] as const;

function event(random: Random): Event {
  return {
    who: pick(random, people),
    deed: pick(random, synonyms),
    color: pick(random, colors),
    thing: pick(random, things),
    place: pick(random, places),
  };
}

/** The same event but for all except `alike` of its five parts. */
function changed(random: Random, { ...event }: Event, alike: number): Event {
  for (const part of shuffled(parts, random).slice(alike)) {
    if (part === 'who') event.who = pickOther(random, people, event.who);
    if (part === 'deed') event.deed = pickOther(random, synonyms, event.deed);
    if (part === 'color') event.color = pickOther(random, colors, event.color);
    if (part === 'thing') event.thing = pickOther(random, things, event.thing);
    if (part === 'place') event.place = pickOther(random, places, event.place);
  }
  return event;
}

const active = ({ who, color, thing, place }: Event, verb: string) =>
  `the ${who} ${verb} the ${color} ${thing} in the ${place} .`;
const fronted = ({ who, color, thing, place }: Event, verb: string) =>
  `in the ${place} the ${who} ${verb} the ${color} ${thing} .`;

/** Two tellings, the first verb against the first or its synonym. */
function construction(name: string, weight: number, second: typeof active, synonym: 0 | 1): Construction {
  return {
    name,
    weight,
    make(random, alike) {
      const first = event(random);
      const other = changed(random, first, alike);
      return [active(first, first.deed[0]), second(other, other.deed[synonym])];
    },
  };
}

/** The grammar of synthetic-similarity: the score is how many of who, deed, color, thing and place two sentences share, 0 to 5. */
export const similarityConstructions: readonly Construction[] = [
  construction('plain', 4, active, 0),
  construction('synonym', 3, active, 1),
  construction('order', 2, fronted, 0),
  construction('synonym and order', 1, fronted, 1),
];
