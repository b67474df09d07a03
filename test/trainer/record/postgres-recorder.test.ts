import { createPostgresRecorder } from '@stillhouse/trainer/record/postgres-recorder.ts';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { recorderSuite } from './recorder-suite.ts';

recorderSuite('PostgresRecorder', async (home) => {
  const database = await openTestDatabase();
  const recorder = createPostgresRecorder({ database, home, heartbeat: null });
  return { recorder, database, close: () => recorder.close() };
});
