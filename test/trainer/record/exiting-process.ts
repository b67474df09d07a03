// Hands over points that nobody takes and exits: `node --import tsx exiting-process.ts URL SPOOL POINTS`.
import { randomUUID } from 'node:crypto';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { RecorderThread } from '@stillhouse/trainer/record/thread/recorder-thread.ts';

const [url = '', spool = '', points = ''] = process.argv.slice(2);
const thread = new RecorderThread({
  address: { kind: 'api', url, apiKey: undefined },
  spool,
  report: console.error,
});
const recorder = callRecorder(thread);
for (let step = 0; step < Number(points); step++) {
  const series = [{ key: 'loss', steps: [step], values: [1] }];
  recorder.logMetrics({ run: randomUUID(), batch: randomUUID(), series });
}
process.exit(7);
