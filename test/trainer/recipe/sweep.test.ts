import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assignmentsOf, pointsOf, readSweep, sweep } from '@stillhouse/trainer/recipe/sweep.ts';
import { expect, it } from 'vitest';

it('a grid is every combination, the last field changing fastest', () => {
  const points = pointsOf(
    sweep.parse({
      name: 'g',
      method: 'grid',
      parameters: { a: { values: [1, 2] }, 'b.c': { values: ['x', null, [3]] } },
    }),
  );
  expect(points).toEqual([
    { a: 1, 'b.c': 'x' },
    { a: 1, 'b.c': null },
    { a: 1, 'b.c': [3] },
    { a: 2, 'b.c': 'x' },
    { a: 2, 'b.c': null },
    { a: 2, 'b.c': [3] },
  ]);
  expect(assignmentsOf(points[2]!)).toEqual(['a=1', 'b.c=[3]']);
});

const random = (points: number, drawSeed = 1) =>
  pointsOf(
    sweep.parse({
      name: 'r',
      method: 'random',
      points,
      drawSeed,
      parameters: {
        rate: { logUniform: [1e-5, 1e-1] },
        drop: { uniform: [0.1, 0.3] },
        layers: { integers: [2, 4] },
        size: { values: [16, 32] },
      },
    }),
  ) as Record<'rate' | 'drop' | 'layers' | 'size', number>[];

it('random draws are those of their seed, and more of them begin with the same', () => {
  expect(random(5)).toEqual(random(20).slice(0, 5));
  expect(random(5, 2)).not.toEqual(random(5));
});

it('random draws lie in their ranges, a log-uniform one as often in each power of ten', () => {
  const points = random(4000);
  for (const { rate, drop, layers, size } of points) {
    expect(rate >= 1e-5 && rate < 1e-1 && drop >= 0.1 && drop < 0.3).toBe(true);
    expect([2, 3, 4].includes(layers) && [16, 32].includes(size)).toBe(true);
  }
  for (const power of [-5, -4, -3, -2]) {
    const inside = points.filter(({ rate }) => Math.floor(Math.log10(rate)) === power);
    expect(Math.abs(inside.length - 1000)).toBeLessThan(150);
  }
  for (const layers of [2, 3, 4]) {
    expect(Math.abs(points.filter((point) => point.layers === layers).length - 1333)).toBeLessThan(150);
  }
});

it('a file with faults names their fields', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stillhouse-sweep-'));
  const path = join(folder, 'sweep.yaml');
  await writeFile(
    path,
    'name: my sweep\nmethod: random\npoints: 0\nseeds: [1.5]\nparameters: {}\ncolour: red\n',
  );
  const error = await readSweep(path).catch((caught: Error) => caught);
  await rm(folder, { recursive: true });
  for (const part of ['name: must be letters', 'points:', 'seeds.0:', 'colour']) {
    expect((error as Error).message).toContain(part);
  }
  expect(error).toMatchObject({ code: 'BAD_INPUT' });
});

it('the example of the documentation is a sweep', async () => {
  const path = new URL('../../../docs/sweep.yaml', import.meta.url).pathname;
  expect(pointsOf(await readSweep(path))).toHaveLength(3);
});
