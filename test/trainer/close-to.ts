import { expect } from 'vitest';

/** Every number within `tolerance` of its counterpart, relative to the largest of them where that is above 1. */
export function expectClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(wanted.length);
  const scale = Math.max(1, ...Array.from(wanted, Math.abs));
  let worst = 0;
  let at = 0;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs((actual[i] ?? Number.NaN) - (wanted[i] ?? Number.NaN));
    if (!(difference <= worst)) {
      worst = difference;
      at = i;
    }
  }
  expect(worst / scale, `at ${at}: ${actual[at]} where ${wanted[at]} was wanted`).toBeLessThanOrEqual(
    tolerance,
  );
}
