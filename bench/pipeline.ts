// The whole way from files to the leaderboard, and where its time goes:
//   npm run bench:pipeline -- [--data FOLDER] [--recipe tiny] [--backend NAME] [--epochs 1]
// First a generated task by the demo's recipe; then RTE's TSV files from FOLDER, left out without one (--epochs shortens its training, which
// is said). Into a database of its own: embedded and in memory, or on the Postgres that TEST_DATABASE_URL names.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tasks } from '@stillhouse/domain/task/task.ts';
import { leaderboard } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { captureEnvironment } from '@stillhouse/trainer/command/capture-environment.ts';
import { resultsTable } from '@stillhouse/trainer/command/results-table.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { createPostgresRecorder } from '@stillhouse/trainer/record/postgres-recorder.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { z } from 'zod';
import { openTestDatabase } from '../test/prisma/open-test-database.ts';
import { Stopwatch, timedProgress, timedRecorder } from './pipeline/stopwatch.ts';
import { machine, table } from './report.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    recipe: { type: 'string', default: 'tiny' },
    backend: { type: 'string' },
    epochs: { type: 'string' },
  },
});

console.log(machine());
const backend = await chooseBackend(z.enum(backendNames).optional().parse(options.backend) ?? null);
console.log(`On ${backend.name}, ${backend.device}.`);
await measure('synthetic-sentiment', 'demo', null, []);
if (options.data === undefined) console.log('\nLeft out: RTE. --data names no folder with its files.');
else {
  const shortened = ['teacher', 'student'].map((network) => `${network}.training.epochs=${options.epochs}`);
  await measure('rte', options.recipe, options.data, options.epochs ? shortened : []);
}
process.exit();

async function measure(
  task: string,
  preset: string,
  dataFolder: string | null,
  set: string[],
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-bench-'));
  const database = await openTestDatabase();
  const recorder = createPostgresRecorder({ database, home, heartbeat: null });
  const [stages, calls] = [new Stopwatch(), new Stopwatch()];
  const since = performance.now();
  try {
    const summary = await runPipeline(
      {
        recipe: await resolveRecipe({ task, recipe: preset, set }),
        dataFolder,
        project: 'bench',
        name: null,
        tags: [],
        notes: null,
        seeds: [1],
        teacherSeed: 1,
        environment: await captureEnvironment(backend, ['bench']),
        checkpoints: join(home, 'checkpoints'),
      },
      {
        recorder: timedRecorder(recorder, calls),
        progress: timedProgress(stages),
        signal: new AbortController().signal,
      },
    );
    const trained = (performance.now() - since) / 1000;
    const asked = performance.now();
    const columns = tasks.map(({ id, averaged }) => ({ id, scores: ['accuracy'] as const, averaged }));
    await leaderboard(database, { tasks: columns, split: 'DEV' });
    stages.seconds.set('leaderboard', (performance.now() - asked) / 1000);
    console.log(`\n${task}, recipe ${[preset, ...set].join(' ')}, one seed\n`);
    console.log(stageTable(stages, trained));
    console.log(`\n${callTable(calls, trained)}\n\n${resultsTable(summary)}`);
  } finally {
    await recorder.close();
    await rm(home, { recursive: true });
  }
}

function stageTable({ seconds }: Stopwatch, total: number): string {
  const known = [...seconds.values()].reduce((sum, value) => sum + value, 0);
  const rows = [...seconds, ['between them (reading, tokenizing, recording)', total - known] as const];
  return table(
    ['stage', 's', 'share'],
    [...rows, ['whole', total] as const].map(([name, value]) => [
      name,
      value.toFixed(2),
      share(value, total),
    ]),
  );
}

function callTable({ seconds }: Stopwatch, total: number): string {
  const rows = [...seconds].sort(([, a], [, b]) => b - a);
  return table(
    ['waiting for the recorder, within the stages', 's', 'share'],
    rows.map(([name, value]) => [name, value.toFixed(2), share(value, total)]),
  );
}

function share(value: number, total: number): string {
  return `${((100 * value) / total).toFixed(1)} %`;
}
