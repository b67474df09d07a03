import type { Database } from '@stillhouse/prisma/database/database.ts';
import { countRuns, runPages } from '@stillhouse/prisma/run/run-pages.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

test('pages of the students of many teachers walk each student once, the newest first', async () => {
  const teachers = [await aStartedRun(db), await aStartedRun(db), await aStartedRun(db)] as const;
  const [busy, idle, other] = teachers;
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push(await aStartedRun(db, { kind: 'STUDENT', teacher: busy }));
  const lone = await aStartedRun(db, { kind: 'STUDENT', teacher: other });
  // Two of the same moment: their ids decide.
  await db.query(`UPDATE run SET created_at = '2026-01-01T00:00:00Z' WHERE id = ANY ($1::uuid[])`, [
    made.slice(0, 2),
  ]);
  const tied = made.slice(0, 2).sort().reverse();
  const expected = [...made.slice(2).reverse(), ...tied];

  expect(await runPages(db, 'teacher', [idle, busy, other], { after: null, limit: 2 })).toEqual([
    [],
    expected.slice(0, 2),
    [lone],
  ]);
  const walked: string[] = [];
  for (let after: [string, string] | null = null; ; ) {
    const [page = []]: string[][] = await runPages(db, 'teacher', [busy], { after, limit: 1 });
    const [id] = page;
    if (id === undefined) break;
    walked.push(id);
    const { createdAt } = await db.prisma.run.findUniqueOrThrow({ where: { id } });
    after = [createdAt.toISOString(), id];
  }
  expect(walked).toEqual(expected);
  expect(await countRuns(db, 'teacher', [idle, busy, other])).toEqual([0, 5, 1]);
});

test('runs of a recipe are its seeds', async () => {
  const recipe = { kind: 'student', only: 'here' };
  const first = await aStartedRun(db, { recipe, seed: 1 });
  const second = await aStartedRun(db, { recipe, seed: 2 });
  const { recipeDigest } = await db.prisma.run.findUniqueOrThrow({ where: { id: first } });
  const pages = await runPages(db, 'recipe', [recipeDigest, 'none'], { after: null, limit: 9 });
  expect(pages.map((page) => [...page].sort())).toEqual([[first, second].sort(), []]);
  expect(await countRuns(db, 'recipe', [recipeDigest, 'none'])).toEqual([2, 0]);
});
