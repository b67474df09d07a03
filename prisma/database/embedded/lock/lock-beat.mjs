// Refreshes the lock of a folder from a thread of its own, which nothing keeps busy. Plain JavaScript: a loader of TypeScript would take longer than the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { file, owner, period, bytes, seen } = workerData;
const lastBeat = new Float64Array(seen);
let { beat } = owner;

function refresh() {
  const found = tokenInFile();
  if (found !== owner.token) {
    parentPort.postMessage('lost');
    clearInterval(timer);
    return;
  }
  beat += 1;
  try {
    writeFileSync(file, `${JSON.stringify({ ...owner, beat }).padEnd(bytes - 1)}\n`, { flag: 'r+' });
  } catch {
    // Perhaps the disk is full, or a network file system is away: the next beat tries again.
    return;
  }
  lastBeat[0] = Date.now();
}

/** undefined where there is no readable owner. */
function tokenInFile() {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).token;
  } catch (error) {
    // A file that cannot be read at the moment is not lost yet.
    return error.code === undefined || error.code === 'ENOENT' ? undefined : owner.token;
  }
}

const timer = setInterval(refresh, period);
// Asked to look at once, as after a suspension: answers when it has.
parentPort.on('message', () => {
  refresh();
  parentPort.postMessage('looked');
});
