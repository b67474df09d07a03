import { randomUUID } from 'node:crypto';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { createKnowledgeBase } from '@stillhouse/prisma/knowledge-base/create-knowledge-base.ts';
import { embeddingOfEntry } from '@stillhouse/prisma/knowledge-base/embedding-of-entry.ts';
import { entriesByIndex } from '@stillhouse/prisma/knowledge-base/entries-by-index.ts';
import { countEntries, entryPages } from '@stillhouse/prisma/knowledge-base/entry-page.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aKnowledgeBase, aSealedKnowledgeBase, aStartedRun, aWrittenDataset, entriesOf } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const stored = (id: string) => db.prisma.knowledgeBase.findUniqueOrThrow({ where: { id } });

describe('createKnowledgeBase', () => {
  test('a retry changes nothing; another one under the same id is refused', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 2);
    await createKnowledgeBase(db, knowledgeBase);
    await expect(createKnowledgeBase(db, { ...knowledgeBase, dimension: 9 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('needs its teacher and its dataset', async () => {
    const teacher = await aStartedRun(db);
    const base = { id: randomUUID(), name: 'm', dimension: 2, classes: 2 };
    const digest = 'a'.repeat(64);
    await expect(createKnowledgeBase(db, { ...base, teacher, dataset: digest })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      path: ['dataset'],
    });
    await expect(
      createKnowledgeBase(db, { ...base, teacher: randomUUID(), dataset: digest }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
      path: ['teacher'],
    });
  });

  test('many at once each get a partition of their own', async () => {
    const teacher = await aStartedRun(db);
    const { digest } = await aWrittenDataset(db, 4);
    const made = await Promise.all(
      Array.from({ length: 6 }, () => aSealedKnowledgeBase(db, 4, { teacher, dataset: digest })),
    );
    expect(
      await db.prisma.knowledgeEntry.count({ where: { knowledgeBaseId: { in: made.map(({ id }) => id) } } }),
    ).toBe(24);
  });
});

describe('writeEntries', () => {
  test('keeps embeddings, soft labels and examples to the last bit', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 3);
    const batch = entriesOf(knowledgeBase, 0, 3);
    batch.softLabels.set([0.1, 0.9], 2);
    expect(await writeEntries(db, batch)).toBe(3);
    expect(Float32Array.from(await embeddingOfEntry(db, knowledgeBase.id, 2))).toEqual(
      batch.embeddings.slice(16, 24),
    );
    const [entry] = await entriesByIndex(db, [{ knowledgeBase: knowledgeBase.id, index: 1 }]);
    expect(Float32Array.from(entry?.softLabels ?? [])).toEqual(new Float32Array([0.1, 0.9]));
    expect(entry).toMatchObject({ key: 'dev.tsv:3', label: 1, labels: ['entailment', 'not_entailment'] });
    expect((await stored(knowledgeBase.id)).size).toBe(3);
  });

  test('a retry writes nothing twice; other content is refused', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 10);
    await writeEntries(db, entriesOf(knowledgeBase, 0, 6));
    expect(await writeEntries(db, entriesOf(knowledgeBase, 0, 6))).toBe(0);
    const other = entriesOf(knowledgeBase, 0, 6);
    other.embeddings[3] = 0.5;
    await expect(writeEntries(db, other)).rejects.toMatchObject({ code: 'CONFLICT', path: ['0'] });
    expect((await stored(knowledgeBase.id)).size).toBe(6);
  });

  test('a vector that is not finite, of another width or of no example is refused', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 4);
    const nan = entriesOf(knowledgeBase, 0, 4);
    nan.embeddings[9] = Number.NaN;
    await expect(writeEntries(db, nan)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['embeddings', '1'],
    });
    const narrow = { ...entriesOf({ ...knowledgeBase, dimension: 7 }, 0, 4) };
    await expect(writeEntries(db, narrow)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['dimension'] });
    const stray = entriesOf(knowledgeBase, 0, 4);
    stray.examples[0] = 4;
    await expect(writeEntries(db, stray)).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['examples'] });
  });
});

describe('sealKnowledgeBase', () => {
  test('is refused while entries are missing, and says which', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 10);
    const { id } = knowledgeBase;
    await writeEntries(db, entriesOf(knowledgeBase, 0, 4));
    await writeEntries(db, entriesOf(knowledgeBase, 5, 5));
    await expect(sealKnowledgeBase(db, { id, size: 10, health: null })).rejects.toMatchObject({
      code: 'INCOMPLETE',
      message: expect.stringContaining('9 entries, not the 10 to be sealed: the first that is missing is 4'),
    });
    expect((await stored(id)).sealedAt).toBeNull();
  });

  test('once sealed it is immutable, yet a retry of what was written is welcome', async () => {
    const knowledgeBase = await aSealedKnowledgeBase(db, 10);
    const { id } = knowledgeBase;
    const sealed = await stored(id);
    expect(sealed).toMatchObject({ size: 10, indexed: false });
    expect(sealed.entryBytes).toBeGreaterThan(0n);
    expect(sealed.indexBytes).toBe(0n);
    expect(await writeEntries(db, entriesOf(knowledgeBase, 0, 10))).toBe(0);
    await sealKnowledgeBase(db, { id, size: 10, health: null });
    expect(await stored(id)).toEqual(sealed);
    const other = entriesOf(knowledgeBase, 0, 10);
    other.softLabels[0] = 1;
    await expect(writeEntries(db, other)).rejects.toMatchObject({ code: 'IMMUTABLE' });
    await expect(sealKnowledgeBase(db, { id, size: 9, health: null })).rejects.toMatchObject({
      code: 'IMMUTABLE',
    });
  });

  test('keeps the health that it was sealed with', async () => {
    const knowledgeBase = await aKnowledgeBase(db, 2);
    await writeEntries(db, entriesOf(knowledgeBase, 0, 2));
    const health = {
      labelPurity: 0.5,
      labelPurityK: 1,
      teacherAccuracy: null,
      meanEntropy: 0.69,
      duplicates: 0,
    };
    await sealKnowledgeBase(db, { id: knowledgeBase.id, size: 2, health });
    expect((await stored(knowledgeBase.id)).health).toMatchObject(health);
  });
});

describe('entries', () => {
  test('are read by index from many knowledge bases in one statement; those that are not there are left out', async () => {
    const [a, b] = [await aSealedKnowledgeBase(db, 3), await aSealedKnowledgeBase(db, 2)];
    const wanted = [
      { knowledgeBase: b.id, index: 1 },
      { knowledgeBase: randomUUID(), index: 0 },
      { knowledgeBase: a.id, index: 2 },
      { knowledgeBase: b.id, index: 2 },
    ];
    let statements = 0;
    const stop = db.onStatement(() => statements++);
    const entries = await entriesByIndex(db, wanted);
    stop();
    expect(statements).toBe(1);
    const places = entries.map(({ knowledgeBase, index }) => `${knowledgeBase}:${index}`);
    expect(places.sort()).toEqual([`${a.id}:2`, `${b.id}:1`].sort());
  });

  test('are listed in pages, by label and by text', async () => {
    const { id } = await aSealedKnowledgeBase(db, 30);
    const all = { label: null, text: null };
    const [page = []] = await entryPages(db, [id], all, { after: 9, limit: 5 });
    expect(page.map(({ index }) => index)).toEqual([10, 11, 12, 13, 14]);
    const [odd = []] = await entryPages(db, [id], { ...all, label: 1 }, { after: -1, limit: 3 });
    expect(odd.map(({ index }) => index)).toEqual([1, 3, 5]);
    expect(await countEntries(db, [id], all)).toEqual([30]);
    expect(await countEntries(db, [id], { ...all, text: 'HYPOTHESIS 2' })).toEqual([11]);
    expect(await countEntries(db, [id], { ...all, text: '%' })).toEqual([0]);
  });

  test('an embedding of an entry that is not there is said by its index', async () => {
    const { id } = await aSealedKnowledgeBase(db, 2);
    await expect(embeddingOfEntry(db, id, 2)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no entry 2 of the knowledge base ${id}.`,
    });
  });

  test('go with their knowledge base, and their bytes are free', async () => {
    const { id } = await aSealedKnowledgeBase(db, 5);
    await db.prisma.knowledgeBase.delete({ where: { id } });
    const tables = await db.query('SELECT 1 FROM pg_class WHERE relname = $1', [
      `knowledge_entry_${id.replaceAll('-', '')}`,
    ]);
    expect(tables).toEqual([]);
  });
});
