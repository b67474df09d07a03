import { variantsTable } from '@stillhouse/trainer/command/table/variants-table.ts';
import { expect, it } from 'vitest';

it('smaller knowledge bases stand in a table of score against rows and bytes', () => {
  const policyOf = (k: number, beta: number) => ({ k, temperature: 0.1, beta });
  const scores = [
    { run: 'a', dataset: 'dev', policy: policyOf(8, 0.5), alone: 0.5, neighborsOnly: 0.6, fused: 0.7 },
    { run: 'b', dataset: 'dev', policy: policyOf(16, 0.5), alone: 0.5, neighborsOnly: 0.6, fused: 0.7 },
  ];
  const halved = scores.map((score) => ({ ...score, policy: policyOf(4, 0), fused: 0.675 }));
  const table = variantsTable([
    { title: 'the original', rows: 60, keyBytes: 1440, bytes: 24_000, scores },
    { title: 'halfvec', rows: 60, keyBytes: 720, bytes: 24_000, scores: halved },
  ]);
  expect(table.split('\n')).toEqual([
    'dev, 2 students, 50.0 ± 0.0 alone; exact search',
    '               rows   keys, kB   stored, kB      K     τ     β   neighbors only   with retrieval       change',
    expect.stringMatching(/^─+$/),
    'the original     60        1.4         24.0   8–16   0.1   0.5       60.0 ± 0.0       70.0 ± 0.0',
    'halfvec          60        0.7         24.0      4   0.1     0       60.0 ± 0.0       67.5 ± 0.0     −2.5 ± 0.0',
  ]);
});
