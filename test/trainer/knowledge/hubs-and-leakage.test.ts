import { hubsOf } from '@stillhouse/trainer/knowledge/hubs.ts';
import { leakageOf } from '@stillhouse/trainer/knowledge/leakage.ts';
import { describe, expect, it } from 'vitest';
import { knowledgeBaseOf } from './vectors.ts';

/** Points on the unit circle, at degrees. */
const at = (...degrees: number[]) =>
  knowledgeBaseOf(
    degrees.map((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]),
  );

describe('hubs', () => {
  it('are the entries that most others have for a neighbor', () => {
    // Twelve points of an arc, ten neighbors each: of the eleven others entries 0 to 5 leave out the last, 6 to 11 the first.
    const hubs = hubsOf(at(...Array.from({ length: 12 }, (_, i) => 10 * i)));
    const occurrences = [5, ...Array<number>(10).fill(11), 5];
    const moment = (power: number) => occurrences.reduce((sum, n) => sum + (n - 10) ** power / 12, 0);
    expect(hubs.hubSkewness).toBeCloseTo(moment(3) / moment(2) ** 1.5, 12);
    expect(hubs.deadEntries).toBe(0);
    expect(hubs.largestHubs).toEqual([1, 2, 3, 4, 5].map((entry) => ({ entry, occurrences: 11 })));
  });

  it('leave entries dead that nobody has for a neighbor', () => {
    expect(hubsOf(at(...Array.from({ length: 20 }, (_, i) => i), 180)).deadEntries).toBe(1);
  });

  it('are none in a knowledge base of one entry, and none where all are alike', () => {
    expect(hubsOf(at(0))).toEqual({ hubSkewness: 0, largestHubs: [], deadEntries: 1 });
    expect(hubsOf(at(0, 90, 180)).hubSkewness).toBe(0);
  });

  it('of many entries are counted through a graph', () => {
    const hubs = hubsOf(at(...Array.from({ length: 10_100 }, (_, i) => (360 * i) / 10_100)));
    // On a circle the neighbors are spread evenly.
    expect(hubs.deadEntries).toBeLessThan(100);
    expect(hubs.largestHubs?.[0]?.occurrences).toBeLessThan(30);
  });
});

describe('leakage', () => {
  it('is evaluation texts among the entries, whatever their case, spaces and Unicode form', () => {
    const held = [{ texts: ['A  fine\tday'] }, { texts: ['caf\u00e9', 'b'] }];
    const evaluated = [
      { name: 'dev', examples: [{ texts: ['a fine day '] }, { texts: ['a finer day'] }] },
      { name: 'dev 2', examples: [{ texts: ['cafe\u0301', 'B'] }, { texts: ['b', 'caf\u00e9'] }] },
    ];
    expect(leakageOf(held, evaluated)).toEqual([
      { dataset: 'dev', examples: 2, leaked: 1 },
      { dataset: 'dev 2', examples: 2, leaked: 1 },
    ]);
  });
});
