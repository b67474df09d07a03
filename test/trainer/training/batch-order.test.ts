import { BatchOrder } from '@stillhouse/trainer/training/batch-order.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import { describe, expect, it } from 'vitest';

const orderOf = (seed: number, lengths: number[] | null = null, size = 10) =>
  new BatchOrder({ size, batchSize: 4, random: randomFor(seed, 'order'), lengths });
const take = (order: BatchOrder, count: number) => Array.from({ length: count }, () => [...order.next()]);
const sorted = (batches: number[][]) => batches.flat().sort((a, b) => a - b);
const all = Array.from({ length: 10 }, (_, i) => i);

describe('the order of examples', () => {
  it('holds every example once in each pass', () => {
    const [a, b, c, d, e, f] = take(orderOf(1), 6) as [number[], ...number[][]];
    expect([a, b, c].map((batch) => batch?.length)).toEqual([4, 4, 2]);
    expect(sorted([a, b!, c!])).toEqual(all);
    expect(sorted([d!, e!, f!])).toEqual(all);
  });

  it('is another in each pass and for each seed, and the same for the same seed', () => {
    const order = take(orderOf(1), 6);
    expect(order.slice(0, 3)).not.toEqual(order.slice(3));
    expect(take(orderOf(1), 6)).toEqual(order);
    expect(take(orderOf(2), 6)).not.toEqual(order);
  });

  it('of no examples is an error', () => {
    expect(() => orderOf(1, null, 0)).toThrow('no examples');
  });
});

describe('batches of like length', () => {
  const lengths = Array.from({ length: 1000 }, (_, i) => 5 + ((i * 7919) % 60));
  const pass = (seed: number) => take(orderOf(seed, lengths, 1000), 250);

  it('hold every example once in each pass, in a random order of batches', () => {
    const batches = pass(1);
    expect(sorted(batches)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    const longest = batches.map((batch) => Math.max(...batch.map((i) => lengths[i]!)));
    expect(longest).not.toEqual([...longest].sort((a, b) => a - b));
    expect(pass(2)).not.toEqual(batches);
    expect(pass(1)).toEqual(batches);
  });

  it('need less padding than a plain shuffle', () => {
    const padding = (batches: number[][]) =>
      batches.reduce((sum, batch) => {
        const found = batch.map((i) => lengths[i]!);
        return sum + found.reduce((all, length) => all + Math.max(...found) - length, 0);
      }, 0);
    expect(padding(pass(1))).toBeLessThan(padding(take(orderOf(1, null, 1000), 250)) / 5);
  });
});

describe.each([
  ['plain', null],
  ['bucketed', Array.from({ length: 10 }, (_, i) => i * 3)],
])('a %s order that is taken up again', (_name, lengths) => {
  it.each([0, 1, 2, 3, 4, 7])('after %i batches gives the batches that would have followed', (count) => {
    const order = orderOf(4, lengths);
    take(order, count);
    const { position } = order;
    const rest = take(order, 8);
    const other = orderOf(5, lengths);
    take(other, 2);
    other.moveTo(JSON.parse(JSON.stringify(position)));
    expect(take(other, 8)).toEqual(rest);
  });
});
