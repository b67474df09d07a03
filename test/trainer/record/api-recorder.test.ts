import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startApi } from '@stillhouse/api/start-api.ts';
import { describe, expect, it, vi } from 'vitest';
import { serve } from '../../api/serve.ts';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { aRun } from '../../prisma/records.ts';
import { apiRecorder } from './in-thread.ts';
import { recorderSuite } from './recorder-suite.ts';

recorderSuite('a recorder through the API', async () => {
  const { client, db, home, close } = await serve();
  const recorder = await apiRecorder(client, join(home, 'spool', 'now'));
  return {
    recorder,
    database: db,
    home,
    async close() {
      await recorder.close();
      await close();
    },
  };
});

describe('an API that goes away', () => {
  it('goes on without it and brings everything once an API is back at its address', async () => {
    const { client, home, url, close } = await serve();
    const lines: string[] = [];
    const recorder = await apiRecorder(client, join(home, 'spool', 'now'), {
      report: (line) => lines.push(line),
      firstPause: 50,
      longestPause: 100,
    });
    await close();
    const run = aRun();
    await recorder.startRun(run);
    for (const step of [1, 2, 3]) {
      await recorder.logMetrics({
        run: run.id,
        batch: randomUUID(),
        series: [{ key: 'loss', steps: [step], values: [1 / step] }],
      });
    }
    await recorder.finishRun({ id: run.id, status: 'FINISHED', failure: null });

    const db = await openTestDatabase();
    const back = await startApi({ db, home, port: Number(new URL(url).port), webPort: 43_210 });
    await vi.waitFor(
      () => expect(lines.at(-1)).toBe('The API is available again: sent 5 stored calls.'),
      10_000,
    );
    const [row] = await db.query(
      `SELECT status, (SELECT count(*)::int FROM metric_point WHERE run_id = run.id) AS points FROM run WHERE id = $1`,
      [run.id],
    );
    expect(row).toEqual({ status: 'FINISHED', points: 3 });
    await recorder.close();
    await back.close();
  });
});
