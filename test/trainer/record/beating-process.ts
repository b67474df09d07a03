// Keeps a run alive until it is killed: `node --import tsx beating-process.ts URL RUN MILLISECONDS SPOOL`.
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { RecorderThread } from '@stillhouse/trainer/record/thread/recorder-thread.ts';

const [url = '', id = '', milliseconds = '', spool = ''] = process.argv.slice(2);
const thread = new RecorderThread({
  address: { kind: 'api', url, apiKey: undefined },
  spool,
  report: console.error,
  pace: { heartbeat: Number(milliseconds) },
});
setInterval(() => undefined, 1000);
await callRecorder(thread).resumeRun({ id });
