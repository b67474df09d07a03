import { longestFirst } from '@stillhouse/trainer/data/tokenizer/truncate.ts';
import { describe, expect, it } from 'vitest';

describe('of two texts that do not fit', () => {
  it.each<[number, number, number, [number, number]]>([
    [3, 4, 7, [3, 4]],
    [3, 10, 8, [3, 5]],
    [10, 3, 8, [5, 3]],
    [4, 10, 8, [4, 4]],
    [9, 9, 8, [4, 4]],
    [9, 9, 7, [3, 4]],
    [10, 9, 7, [4, 3]],
    [9, 10, 7, [3, 4]],
    [0, 10, 7, [0, 7]],
    [10, 0, 7, [7, 0]],
    [5, 5, 1, [0, 1]],
  ])('%i and %i pieces in room for %i keep %j', (first, second, room, kept) => {
    expect(longestFirst(first, second, room)).toEqual(kept);
  });

  it('all the room is used, and the shorter one loses only once the longer has come down to it', () => {
    for (let first = 0; first < 12; first++) {
      for (let second = 0; second < 12; second++) {
        const room = 9;
        const [a, b] = longestFirst(first, second, room);
        expect(a + b).toBe(Math.min(room, first + second));
        expect(a <= first && b <= second).toBe(true);
        if (a < first && b < second) expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
      }
    }
  });
});
