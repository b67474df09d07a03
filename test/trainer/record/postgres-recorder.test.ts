import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresRecorder } from '@stillhouse/trainer/record/postgres-recorder.ts';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { recorderSuite } from './recorder-suite.ts';

recorderSuite('PostgresRecorder', async () => {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-recorder-'));
  const database = await openTestDatabase();
  const recorder = createPostgresRecorder({ database, home, heartbeat: null });
  return {
    recorder,
    database,
    home,
    async close() {
      await recorder.close();
      await rm(home, { recursive: true, force: true });
    },
  };
});
