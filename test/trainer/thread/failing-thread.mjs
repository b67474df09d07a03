// Fails as often as it is told, in turns by an error and by ending itself; then answers every message with its own.
import { parentPort, workerData } from 'node:worker_threads';

const begun = Atomics.add(workerData.begun, 0, 1);
if (begun < workerData.failures) {
  if (begun % 2 === 1) process.exit(3);
  throw new Error('on purpose');
}
parentPort.on('message', (message) => parentPort.postMessage(message));
