import { gainScale } from '@stillhouse/web/leaderboard/gain-scale.ts';
import { expect, test } from 'vitest';

test('the axis holds every gain with its deviation, and its zero', () => {
  const scale = gainScale([
    { gain: 0.029, sd: 0.003 },
    { gain: 0.005, sd: 0 },
  ]);
  expect(scale.low).toBeLessThan(0);
  expect(scale.high).toBeGreaterThanOrEqual(3.2);
  expect(scale.ticks).toContain(0);
  expect(scale.place(0)).toBeGreaterThan(0);
  expect(scale.place(0.032)).toBeLessThanOrEqual(1);
});

test('an axis of no gain at all still has a width', () => {
  const scale = gainScale([{ gain: 0, sd: 0 }]);
  expect(scale.high).toBeGreaterThan(scale.low);
});
