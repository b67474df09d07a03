import { variantsTable } from '@stillhouse/trainer/command/table/variants-table.ts';
import { expect, it } from 'vitest';

const policyOf = (k: number, beta: number) => ({ k, temperature: 0.1, beta });
const scored = (run: string, recipe: string, k: number, fused: number | null) => ({
  ...{ run, recipe, dataset: 'dev', policy: policyOf(k, 0.5) },
  ...{ alone: 0.5, neighborsOnly: 0.6, fused },
});
const variants = (before: ReturnType<typeof scored>[], after: ReturnType<typeof scored>[]) => [
  { title: 'the original', rows: 60, keyBytes: 1440, bytes: 24_000, scores: before },
  { title: 'halfvec', rows: 60, keyBytes: 720, bytes: 24_000, scores: after },
];

it('smaller knowledge bases are compared in a table of score against rows and bytes, each with its deviation', () => {
  const scores = [scored('rte/kd/seed-1', 'r', 8, 0.7), scored('rte/kd/seed-2', 'r', 16, 0.7)];
  const halved = scores.map((score) => ({ ...score, policy: policyOf(4, 0), fused: 0.675 }));
  expect(variantsTable(variants(scores, halved)).split('\n')).toEqual([
    'dev, rte/kd, 2 students, 50.0 ± 0.0 alone; exact search',
    '               rows   keys, kB   stored, kB      K     τ     β   neighbors only   with retrieval       change',
    expect.stringMatching(/^─+$/),
    'the original     60        1.4         24.0   8–16   0.1   0.5       60.0 ± 0.0       70.0 ± 0.0',
    'halfvec          60        0.7         24.0      4   0.1     0       60.0 ± 0.0       67.5 ± 0.0   −2.5 ± 0.0',
  ]);
});

it('students of different recipes are never averaged, and undefined scores take no part', () => {
  const before = [scored('rte/kd/seed-1', 'r', 8, 0.7), scored('rte/reaugkd/seed-1', 's', 8, 0.9)];
  const after = [scored('rte/kd/seed-1', 'r', 8, 0.6), scored('rte/reaugkd/seed-1', 's', 8, null)];
  const tables = variantsTable(variants(before, after)).split('\n\n');
  expect(tables.map((table) => table.split('\n').at(0))).toEqual([
    'dev, rte/kd, one student, 50.0 alone; exact search',
    'dev, rte/reaugkd, one student, 50.0 alone; exact search',
  ]);
  expect(tables.map((table) => table.split('\n').at(-1))).toEqual([
    expect.stringMatching(/ 60\.0 +−10\.0$/),
    expect.stringMatching(/ – +–$/),
  ]);
});
