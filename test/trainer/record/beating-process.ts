// Keeps a run alive until it is killed: `node --import tsx beating-process.ts URL RUN SECONDS`.
import { Heartbeat } from '@stillhouse/trainer/record/heartbeat.ts';

const [url = '', run = '', seconds = ''] = process.argv.slice(2);
new Heartbeat({ kind: 'api', url, apiKey: undefined }, console.error, Number(seconds)).watch(run);
setInterval(() => undefined, 1000);
