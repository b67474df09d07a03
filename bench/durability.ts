// What the embedded database takes in, durable and relaxed: points a second through the API, and the round trip of a statement.
//   npm run bench:durability -- [--seconds 5] [--batches 10,100,1000] [--writers 1,8] [--modes full,relaxed] [--folder FOLDER]
// The API runs in a process of its own on a database in a folder of its own: in FOLDER, by default where temporary files go. Choose one on the disk that is
// to be measured: the price of a commit is that of a sync of that disk.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { machine, table } from './report.ts';
import { median } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    batches: { type: 'string', default: '10,100,1000' },
    writers: { type: 'string', default: '1,8' },
    modes: { type: 'string', default: 'full,relaxed' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const keys = ['loss', 'accuracy', 'learning-rate', 'gradient-norm', 'throughput'];
const numbers = (text: string) => text.split(',').map(Number);

console.log(`${machine()}\n`);
const rows: string[][] = [];
for (const mode of options.modes.split(',')) {
  const home = await mkdtemp(join(options.folder, 'stillhouse-bench-'));
  try {
    await roundTrip(join(home, 'direct'), mode);
    rows.push(...(await throughApi(home, mode)));
  } finally {
    await rm(home, { recursive: true });
  }
}
console.log(
  `\n${table(['durability', 'points in a batch', 'writers', 'points/s', 'batches/s', 'ms a batch, median'], rows)}`,
);

/** The time of the smallest statement and of the smallest commit, without the API. */
async function roundTrip(folder: string, mode: string): Promise<void> {
  const database = await openEmbedded({ folder, durability: mode as 'full' | 'relaxed' });
  try {
    await database.query('CREATE TABLE counted (value int)');
    const time = async (statement: string) => {
      const times: number[] = [];
      for (let i = 0; i < 500; i++) {
        const began = performance.now();
        await database.query(statement);
        times.push(performance.now() - began);
      }
      return `${median(times).toFixed(2)} ms`;
    };
    console.log(
      `${mode}: SELECT 1 takes ${await time('SELECT 1')}, a committed INSERT of one row ${await time('INSERT INTO counted VALUES (1)')}`,
    );
  } finally {
    await database.close();
  }
}

async function throughApi(home: string, mode: string): Promise<string[][]> {
  const { process: api, url } = await startApi(home, mode);
  try {
    const rows: string[][] = [];
    for (const points of numbers(options.batches)) {
      for (const writers of numbers(options.writers))
        rows.push([mode, ...(await ingest(url, points, writers))]);
    }
    return rows;
  } finally {
    const ended = new Promise((resolve) => api.once('exit', resolve));
    api.kill('SIGTERM');
    await ended;
  }
}

/** Several runs, each of which sends its next batch when the one before is acknowledged. */
async function ingest(url: string, points: number, writers: number): Promise<string[]> {
  const until = performance.now() + Number(options.seconds) * 1000;
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const client = new StillhouseClient({ url });
      const run = randomUUID();
      await client.startRun({ id: run, project: 'bench', name: 'bench', kind: 'EXTERNAL', recipe: {} });
      for (let step = 0; performance.now() < until; step += points) {
        const sent = performance.now();
        await client.logMetrics({ run, batch: randomUUID(), series: series(step, points) });
        times.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return [
    String(points),
    String(writers),
    ((times.length * points) / seconds).toFixed(0),
    (times.length / seconds).toFixed(0),
    median(times).toFixed(1),
  ];
}

/** Points of the next steps: five metrics of a fifth each. */
function series(first: number, points: number) {
  const steps = Array.from({ length: points / keys.length }, (_, i) => first + i);
  return keys.map((key) => ({ key, steps, values: steps.map((step) => Math.sin(step)) }));
}

async function startApi(home: string, mode: string): Promise<{ process: ChildProcess; url: string }> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const api = spawn(process.execPath, ['--import', 'tsx', 'apps/api/src/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      STILLHOUSE_HOME: home,
      STILLHOUSE_API_PORT: '0',
      STILLHOUSE_DURABILITY: mode,
      STILLHOUSE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (;;) {
    const announced = await readFile(join(home, 'api.json'), 'utf8').catch(() => null);
    if (announced) return { process: api, url: (JSON.parse(announced) as { url: string }).url };
    if (api.exitCode !== null) throw new Error('The API ended as it started.');
    await setTimeout(50);
  }
}
