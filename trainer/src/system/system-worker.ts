import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { systemSampler } from './sample.ts';

const { milliseconds } = workerData as { milliseconds: number };
const sample = systemSampler();
for (;;) {
  await sleep(milliseconds);
  parentPort?.postMessage(await sample());
}
