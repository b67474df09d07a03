import type { Random } from '@stillhouse/domain/random/random.ts';

/** One way of saying something: makes texts that carry the wanted label by construction. */
export interface Construction {
  name: string;
  /** How often it is used, relative to the others of its task. */
  weight: number;
  /** @returns the texts of one example with that class id, or that score */
  make(random: Random, label: number): string[];
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('Nothing to pick from.');
  return item;
}

/** An item other than the given one. */
export function pickOther<Item>(random: Random, items: readonly Item[], not: Item): Item {
  return pick(
    random,
    items.filter((item) => item !== not),
  );
}

/** Words of a list written with white space between them. */
export function words(list: string): string[] {
  return list.trim().split(/\s+/);
}

/** Entries of a list written one on a line. */
export function lines(list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
