import { createHash } from 'node:crypto';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aDataset, aWrittenDataset, examplesOf } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const stored = (digest: string) => db.prisma.dataset.findUniqueOrThrow({ where: { digest } });

test('a dataset whose examples have another digest stays incomplete, and the digest they have is named', async () => {
  const digest = createHash('sha256').update('invented').digest('hex');
  const dataset = aDataset(5, { digest });
  await registerDataset(db, dataset);
  expect(await writeExamples(db, examplesOf(dataset, 0, 3))).toBe(3);
  await expect(writeExamples(db, examplesOf(dataset, 3, 2))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    path: ['dataset'],
    message: expect.stringMatching(/have the digest [0-9a-f]{64}, not /),
  });
  expect(await stored(digest)).toMatchObject({ written: 3, labelCounts: [] });
});

test('a complete one knows how many examples each class has, in whatever order its batches came', async () => {
  const dataset = aDataset(5);
  await registerDataset(db, dataset);
  await writeExamples(db, examplesOf(dataset, 3, 2));
  await writeExamples(db, examplesOf(dataset, 0, 3));
  expect(await stored(dataset.digest)).toMatchObject({ written: 5, labelCounts: [3, 2] });
});

test('a regression has no classes to count', async () => {
  const { digest } = await aWrittenDataset(db, 3, { task: 'stsb', labels: [] });
  expect(await stored(digest)).toMatchObject({ written: 3, labelCounts: [] });
});
