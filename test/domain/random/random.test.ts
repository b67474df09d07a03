import { seededRandom, shuffled } from '@stillhouse/domain/random/random.ts';
import { describe, expect, it } from 'vitest';

describe('a seeded source of random numbers', () => {
  it('gives the published numbers of Mulberry32', () => {
    const random = seededRandom(1);
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ]);
  });

  it('goes on from a state that it had before with the same numbers', () => {
    const random = seededRandom(11);
    for (let i = 0; i < 5; i++) random.next();
    const { state } = random;
    const numbers = [random.next(), random.below(100), random.next()];
    const other = seededRandom(99);
    other.state = state;
    expect([other.next(), other.below(100), other.next()]).toEqual(numbers);
    random.state = state;
    expect(random.next()).toBe(numbers[0]);
  });

  it('gives whole numbers below a bound, each about as often', () => {
    const random = seededRandom(3);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) counts[random.below(5)]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });
});

describe('a shuffled list', () => {
  it('holds the same items in another order, and leaves the given one as it was', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const other = shuffled(items, seededRandom(1));
    expect(other).not.toEqual(items);
    expect([...other].sort((a, b) => a - b)).toEqual(items);
    expect(items[0]).toBe(0);
    expect(shuffled(items, seededRandom(1))).toEqual(other);
    expect(shuffled(items, seededRandom(2))).not.toEqual(other);
  });

  it('puts each item in each place about as often', () => {
    const random = seededRandom(5);
    const first = [0, 0, 0];
    for (let i = 0; i < 6000; i++) first[shuffled([0, 1, 2], random)[0]!]!++;
    for (const count of first) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });

  it('of nothing is nothing', () => {
    expect(shuffled([], seededRandom(1))).toEqual([]);
  });
});
