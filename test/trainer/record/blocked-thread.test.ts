import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';
import { type OpenedRecorder, openRecorder } from '@stillhouse/trainer/record/open-recorder.ts';
import { type StartedApi, startApi } from '@stillhouse/trainer/record/start-api.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { trackRun } from '@stillhouse/trainer/stage/run/track-run.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { aDataset, anEvaluation, aRun, examplesOf, predictionsOf } from '../../prisma/records.ts';
import type { Watch } from './watching-worker.ts';

/** What the other client counts. */
const seenOf = { ready: 0, points: 1, finishedRuns: 2, finishedEvaluations: 3 };

/** Milliseconds of a step at the least. */
const step = 5_000;
/** Milliseconds after which the test gives up on the other client. */
const patience = 25_000;

let home: string;
let api: StartedApi;
let seen: Watch['seen'];
let watcher: Worker;
let lines: string[];
let opened: OpenedRecorder;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-blocked-'));
  const { all: variables } = readEnvironment();
  api = await startApi({ home, port: 0, variables });
  seen = new Int32Array(new SharedArrayBuffer(16));
  watcher = new Worker(new URL('./watching-thread.mjs', import.meta.url), {
    workerData: { url: api.url, seen } satisfies Watch,
  });
  await vi.waitFor(() => expect(seen[seenOf.ready]).toBe(1), patience);
  lines = [];
  opened = await openRecorder({
    ...{ databaseUrl: undefined, apiUrl: api.url, apiKey: undefined, apiPort: 0 },
    ...{ home, variables, report: (line) => lines.push(line) },
  });
});
afterEach(async () => {
  await opened?.close();
  await watcher?.terminate();
  await api?.stop();
  await rm(home, { recursive: true, force: true });
});

/**
 * A step that keeps this thread from doing anything else, for 5 s and until another client of the API has read so much.
 *
 * @returns whether it has
 */
function compute(what: keyof typeof seenOf, count: number): boolean {
  const began = Date.now();
  let now = Atomics.load(seen, seenOf[what]);
  while (now < count && Date.now() - began < patience) {
    Atomics.wait(seen, seenOf[what], now, 1000);
    now = Atomics.load(seen, seenOf[what]);
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, step - (Date.now() - began)));
  return now >= count;
}

it('points, status and evaluations of earlier steps can be read while a step of 5 s blocks the training thread', async () => {
  const { recorder } = opened;
  const ledger = await RunLedger.create({ path: null, checkpoints: home, every: 1 }, null);
  const dataset = aDataset(2);
  const read: boolean[] = [];
  await trackRun({ recorder, ledger }, aRun(), async ({ id, metrics }) => {
    await recorder.registerDataset(dataset, [examplesOf(dataset, 0, 2)]);
    for (const at of [1, 2]) {
      metrics.log(at, { loss: 1 / at });
      await new Promise(setImmediate);
      read.push(compute('points', at));
    }
    const evaluation = anEvaluation(id, dataset.digest);
    const scores = [{ predictor: 'STUDENT' as const, name: 'accuracy', value: 0.5 }];
    const none = { gainPValue: null, gainTest: null, recallAtK: null, latency: null };
    const recorded = Promise.all([
      recorder.createEvaluation(evaluation),
      recorder.writePredictions(predictionsOf(evaluation, 0, 2)),
      recorder.finishEvaluation({ id: evaluation.id, scores, ...none }),
    ]);
    read.push(compute('finishedEvaluations', 1));
    await recorded;
  });
  await trackRun({ recorder, ledger }, aRun({ seed: 2 }), async ({ metrics }) => {
    metrics.log(1, { loss: 1 });
    read.push(compute('finishedRuns', 1));
  });
  expect(read).toEqual([true, true, true, true]);
  expect(lines).toEqual([]);
}, 150_000);
