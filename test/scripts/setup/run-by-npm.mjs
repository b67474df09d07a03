// What npm runs: prints its process id and that of npm, and ends only when it is told that npm is gone. node run-by-npm.mjs MODULE
import { readFileSync } from 'node:fs';

const { whenNpmEnds } = await import(process.argv[2]);
whenNpmEnds(() => process.exit(0));
const [, npm] = /\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8'));
console.log(JSON.stringify([process.pid, Number(npm)]));
setInterval(() => undefined, 1000);
