import { type Random, seededRandom } from '@stillhouse/domain/random/random.ts';

/**
 * A source of random numbers of its own for each purpose of a run, so that drawing more for one (dropout, say) changes nothing for
 * another (the order of examples).
 *
 * @param seed the run's seed
 * @param purpose `weights`, `order`, `dropout`, …
 */
export function randomFor(seed: number, purpose: string): Random {
  // FNV-1a over the purpose, from a state that depends on the seed.
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (const character of purpose) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return seededRandom(hash);
}
