import type { Database } from '@stillhouse/prisma/database/database.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aDataset, digestOf, examplesOf } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const stored = (digest: string) => db.prisma.dataset.findUniqueOrThrow({ where: { digest } });

describe('registerDataset', () => {
  test('a dataset is registered once; the whole split gives it its name', async () => {
    const dataset = aDataset(4, { name: 'dev[:4]', complete: false });
    await registerDataset(db, dataset);
    await registerDataset(db, { ...dataset, name: 'dev', complete: true });
    await registerDataset(db, dataset);
    expect(await stored(dataset.digest)).toMatchObject({ name: 'dev', complete: true, size: 4 });
  });

  test('a digest that stands for something else is refused', async () => {
    const dataset = aDataset(4);
    await registerDataset(db, dataset);
    await expect(registerDataset(db, { ...dataset, size: 5 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(registerDataset(db, { ...dataset, labels: ['a', 'b'] })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(registerDataset(db, { ...dataset, synthetic: !dataset.synthetic })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('writeExamples', () => {
  test('refuses labels that the dataset does not have, and texts that Postgres does not keep', async () => {
    const classes = aDataset(2);
    const regression = aDataset(2, { task: 'stsb', labels: [] });
    const scored = { ...examplesOf(regression, 0, 2), labels: [4.2, null] };
    const scores = { ...regression, digest: digestOf(regression, scored) };
    for (const dataset of [classes, scores]) await registerDataset(db, dataset);
    const write = (dataset: typeof classes, change: Partial<ReturnType<typeof examplesOf>>) =>
      writeExamples(db, { ...examplesOf(dataset, 0, 2), ...change });
    for (const label of [2, -1, 0.5, Number.NaN]) {
      await expect(write(classes, { labels: [0, label] }), String(label)).rejects.toMatchObject({
        code: 'BAD_INPUT',
        path: ['labels', '1'],
      });
    }
    await expect(write(scores, { labels: [Number.NaN, 1] })).rejects.toMatchObject({ path: ['labels', '0'] });
    await expect(
      write(classes, {
        texts: [
          ['a', 'b'],
          ['c\0', 'd'],
        ],
      }),
    ).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['texts', '1'],
    });
    expect(await write(scores, { ...scored, dataset: scores.digest })).toBe(2);
  });

  test('keeps texts of any script, quotes and braces as they are', async () => {
    const bare = aDataset(3);
    const batch = examplesOf(bare, 0, 3);
    batch.labels[1] = null;
    batch.texts[2] = ['', '日本語 🥃 \\N \t"{}"'];
    const dataset = { ...bare, digest: digestOf(bare, batch) };
    batch.dataset = dataset.digest;
    await registerDataset(db, dataset);
    expect(await writeExamples(db, batch)).toBe(3);
    const rows = await db.prisma.example.findMany({
      where: { datasetDigest: dataset.digest },
      orderBy: { index: 'asc' },
    });
    expect(rows.map(({ texts }) => texts)).toEqual(batch.texts);
    expect(rows.map(({ label }) => label)).toEqual([0, null, 0]);
    expect(rows.map(({ key }) => key)).toEqual(['dev.tsv:2', 'dev.tsv:3', 'dev.tsv:4']);
  });

  test('a retry writes nothing twice, also where it overlaps', async () => {
    const dataset = aDataset(6);
    await registerDataset(db, dataset);
    expect(await writeExamples(db, examplesOf(dataset, 0, 4))).toBe(4);
    expect(await writeExamples(db, examplesOf(dataset, 0, 4))).toBe(0);
    expect(await writeExamples(db, examplesOf(dataset, 2, 4))).toBe(2);
    expect((await stored(dataset.digest)).written).toBe(6);
  });

  test('other content for an example is refused, and nothing of the batch is written', async () => {
    const dataset = aDataset(4);
    await registerDataset(db, dataset);
    await writeExamples(db, examplesOf(dataset, 0, 2));
    const other = examplesOf(dataset, 0, 4);
    other.labels[1] = 0;
    await expect(writeExamples(db, other)).rejects.toMatchObject({ code: 'CONFLICT', path: ['1'] });
    expect((await stored(dataset.digest)).written).toBe(2);
    expect(await db.prisma.example.count({ where: { datasetDigest: dataset.digest } })).toBe(2);
  });

  test('examples beyond the size, or of no dataset, are refused', async () => {
    const dataset = aDataset(4);
    await expect(writeExamples(db, examplesOf(dataset, 0, 4))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await registerDataset(db, dataset);
    await expect(writeExamples(db, examplesOf(dataset, 2, 3))).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('two writers of the same examples at once write them once', async () => {
    const dataset = aDataset(50);
    await registerDataset(db, dataset);
    const written = await Promise.all(
      Array.from({ length: 6 }, (_, i) => writeExamples(db, examplesOf(dataset, i * 5, 25))),
    );
    expect(written.reduce((a, b) => a + b)).toBe(50);
    expect((await stored(dataset.digest)).written).toBe(50);
  });
});
