import { randomUUID } from 'node:crypto';
import { saveArtifact } from '@stillhouse/prisma/artifact/save-artifact.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';
import { aStartedRun } from '../records.ts';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const file = (run: string) =>
  ({ run, name: 'checkpoint.safetensors', kind: 'checkpoint', sha256: 'ab'.repeat(32), bytes: 3e9 }) as const;

test('a file is recorded once; another one of its name is refused', async () => {
  const run = await aStartedRun(db);
  const ids = await Promise.all([saveArtifact(db, file(run)), saveArtifact(db, file(run))]);
  expect(new Set(ids).size).toBe(1);
  expect(await db.prisma.artifact.findMany({ where: { runId: run } })).toMatchObject([
    { id: ids[0], bytes: 3_000_000_000n, kind: 'checkpoint' },
  ]);
  await expect(saveArtifact(db, { ...file(run), bytes: 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('needs its run', async () => {
  await expect(saveArtifact(db, file(randomUUID()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
