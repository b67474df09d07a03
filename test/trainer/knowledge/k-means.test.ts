import { readFileSync } from 'node:fs';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { kMeans, nearestRows } from '@stillhouse/trainer/knowledge/compress/k-means.ts';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { unitVectors } from './vectors.ts';

interface Witness {
  points: number[][];
  initial: number[][];
  centroids: number[][];
  assignment: number[];
  inertia: number;
}
const witness = JSON.parse(
  readFileSync(new URL('../../fixtures/k-means/witness.json', import.meta.url), 'utf8'),
) as Witness;

describe('k-means', () => {
  it('ends where scikit-learn ends from the same beginning', () => {
    const found = kMeans(Float32Array.from(witness.points.flat()), 3, 0, {
      random: seededRandom(1),
      initial: Float32Array.from(witness.initial.flat()),
      iterations: 100,
    });
    expect([...found.assignment]).toEqual(witness.assignment);
    expectClose(found.centroids, witness.centroids.flat(), 1e-6);
    expect(found.inertia / witness.inertia).toBeCloseTo(1, 6);
  });

  it('of points on a line is the means of their groups', () => {
    const found = kMeans(Float32Array.of(0, 1, 10, 11, 12), 1, 2, { random: seededRandom(3) });
    expect([...found.centroids].sort((a, b) => a - b)).toEqual([0.5, 11]);
    // 2 · 0.5² + 1 + 0 + 1
    expect(found.inertia).toBeCloseTo(2.5, 6);
  });

  it('begins an empty cluster anew at the farthest point', () => {
    // Nothing is nearest to the second centroid, 100: it moves to the point 9, the farthest from the first.
    const found = kMeans(Float32Array.of(0, 1, 9), 1, 0, {
      random: seededRandom(1),
      initial: Float32Array.of(0, 100),
    });
    expect([...found.centroids]).toEqual([0.5, 9]);
  });

  it('of fewer points than clusters gives each its own, copies too', () => {
    const found = kMeans(Float32Array.of(1, 0, 1, 0, 0, 1), 2, 5, { random: seededRandom(1) });
    expect(found.centroids).toHaveLength(6);
    expect(found.inertia).toBe(0);
  });

  it('assigns many points as comparing one by one does', () => {
    const points = unitVectors(20_000, 16, seededRandom(1));
    const rows = unitVectors(400, 16, seededRandom(2));
    const many = nearestRows(points, rows, 16);
    const few = nearestRows(points.subarray(0, 16 * 500), rows, 16);
    expect([...many.subarray(0, 500)]).toEqual([...few]);
  });
});
