import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { databaseRecorder } from './in-thread.ts';
import { recorderSuite } from './recorder-suite.ts';

recorderSuite('a recorder into the database', async () => {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-recorder-'));
  const database = await openTestDatabase();
  const recorder = databaseRecorder(database, home);
  return {
    recorder,
    database,
    home,
    async close() {
      await recorder.close();
      await database.close();
      await rm(home, { recursive: true, force: true });
    },
  };
});
