import { existsSync } from 'node:fs';
import { glueContent } from '@stillhouse/domain/task/official-glue.ts';
import { expect, test } from 'vitest';
import { glueData } from '../../environment.ts';
import { glueDigests } from '../../fixtures/glue/digests.ts';

const rte = {
  task: 'rte',
  split: 'DEV' as const,
  digest: 'fac3861f7b3661d9d0973d7ddd18a137b3e1ca2eed2cd8cb088b1793b30afb2c',
  size: 277,
  complete: true,
};
const other = '0'.repeat(64);

test('an official split is known by its digest; other content of the same size is not official', () => {
  expect(glueContent(rte)).toBe('OFFICIAL');
  expect(glueContent({ ...rte, digest: other })).toBe('OTHER');
  expect(glueContent({ ...rte, split: 'TEST' })).toBe('OTHER');
});

test('where no digest is known the official size counts, and the content is not verified', () => {
  const wnli = { ...rte, task: 'wnli', digest: other, size: 71 };
  expect(glueContent(wnli)).toBe('UNVERIFIED');
  expect(glueContent({ ...wnli, size: 80 })).toBe('OTHER');
  const mnli = { ...wnli, task: 'mnli' };
  expect([9815, 9832, 9833].map((size) => glueContent({ ...mnli, size }))).toEqual([
    'UNVERIFIED',
    'UNVERIFIED',
    'OTHER',
  ]);
});

test('a part of a split is a part, and other tasks are not GLUE', () => {
  expect(glueContent({ ...rte, digest: other, size: 20, complete: false })).toBe('PART');
  expect(glueContent({ ...rte, task: 'reviews', digest: other })).toBe('NOT_GLUE');
});

test.skipIf(!existsSync(glueData))('the table has the digests of the files in GLUE_DATA', async () => {
  const digests = await glueDigests(glueData);
  expect(digests.length).toBeGreaterThan(0);
  for (const each of digests) expect(glueContent({ ...each, complete: true }), each.task).toBe('OFFICIAL');
});
