// The recorder's thread, which dies when it is told to.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
new BroadcastChannel(workerData.spool).onmessage = () => {
  throw new Error('on purpose');
};
await import('@stillhouse/trainer/record/thread/recorder-worker.ts');
