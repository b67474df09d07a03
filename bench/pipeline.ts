// The whole way from files to the leaderboard, and where its time goes:
//   npm run bench:pipeline -- [--data FOLDER] [--recipe small] [--backend NAME] [--epochs 1] [--only rte]
// First a generated task by the demo's recipe; then RTE's TSV files from FOLDER, left out without one (--epochs shortens its training, which
// is said). Recorded as `npm run train` does it: through an API in a process of its own on an embedded database, in a folder of its own.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { captureEnvironment } from '@stillhouse/trainer/command/capture-environment.ts';
import { destinationOf } from '@stillhouse/trainer/command/destination.ts';
import { resultsTable } from '@stillhouse/trainer/command/table/results-table.ts';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { openRecorder } from '@stillhouse/trainer/record/open-recorder.ts';
import { runningApi } from '@stillhouse/trainer/record/running-api.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { z } from 'zod';
import { Stopwatch, timedProgress, timedRecorder } from './pipeline/stopwatch.ts';
import { profiled } from './pipeline/thread-profile.ts';
import { machine, table } from './report.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    recipe: { type: 'string', default: 'small' },
    backend: { type: 'string' },
    epochs: { type: 'string' },
    only: { type: 'string' },
  },
});

console.log(machine());
const backend = await chooseBackend(z.enum(backendNames).optional().parse(options.backend) ?? null);
console.log(`On ${backend.name}, ${backend.device}.`);
if (options.only !== 'rte') await measure('synthetic-sentiment', 'demo', null, []);
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
  const ownApi = { DATABASE_URL: '', STILLHOUSE_API_URL: '', STILLHOUSE_HOME: home };
  const environment = readEnvironment({ ...process.env, ...ownApi });
  const { recorder, close } = await openRecorder(destinationOf(environment, undefined, console.error));
  const [stages, calls] = [new Stopwatch(), new Stopwatch()];
  const since = performance.now();
  try {
    const recipe = await resolveRecipe({ task, recipe: preset, set });
    const captured = await captureEnvironment(backend, ['bench']);
    const { result: summary, seconds: thread } = await profiled(() =>
      runPipeline(
        {
          recipe,
          dataFolder,
          project: 'bench',
          name: null,
          tags: [],
          notes: null,
          seeds: [1],
          teacherSeed: 1,
          environment: captured,
          checkpoints: join(home, 'checkpoints'),
        },
        {
          recorder: timedRecorder(recorder, calls),
          progress: timedProgress(stages),
          signal: new AbortController().signal,
        },
      ),
    );
    const trained = (performance.now() - since) / 1000;
    const asked = performance.now();
    await askLeaderboard(home, taskById(task).benchmark);
    const leaderboard = (performance.now() - asked) / 1000;
    console.log(`\n${task}, recipe ${[preset, ...set].join(' ')}, one seed\n`);
    console.log(stageTable(stages, trained, leaderboard));
    console.log(`\n${secondsTable('the training thread, by what it was at', thread, trained)}`);
    console.log(
      `\n${secondsTable('from a call of the recorder to its answer (logMetrics: beside the work)', calls.seconds, trained)}`,
    );
    console.log(`\n${resultsTable(summary)}`);
  } finally {
    await close();
    await rm(home, { recursive: true });
  }
}

async function askLeaderboard(home: string, benchmark: string): Promise<void> {
  const url = await runningApi(home);
  if (url === null) throw new Error(`No API serves ${home} any more.`);
  const query = `query ($benchmark: String!) {
    leaderboard(benchmark: $benchmark, split: DEV) { rows { id } }
  }`;
  const answer = await new StillhouseClient({ url }).query<{ leaderboard: { rows: unknown[] } }>(query, {
    benchmark,
  });
  if (answer.leaderboard.rows.length === 0) throw new Error('The leaderboard is empty.');
}

function stageTable({ seconds }: Stopwatch, total: number, leaderboard: number): string {
  const known = [...seconds.values()].reduce((sum, value) => sum + value, 0);
  const rows = [...seconds, ['between them (reading, knowledge base, recording)', total - known] as const];
  const shown = [...rows, ['whole', total] as const].map(([name, value]) => [
    name,
    value.toFixed(2),
    share(value, total),
  ]);
  return table(
    ['stage', 's', 'share'],
    [...shown, ['then: the leaderboard’s query', leaderboard.toFixed(2), '']],
  );
}

function secondsTable(title: string, seconds: ReadonlyMap<string, number>, total: number): string {
  const rows = [...seconds].sort(([, a], [, b]) => b - a);
  return table(
    [title, 's', 'share'],
    rows.map(([name, value]) => [name, value.toFixed(2), share(value, total)]),
  );
}

function share(value: number, total: number): string {
  return `${((100 * value) / total).toFixed(1)} %`;
}
