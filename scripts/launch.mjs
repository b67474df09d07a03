#!/usr/bin/env node
// `npm run demo`, `npm test`, `npm start`, …: set up what is missing, then run scripts/<name>.ts from source.
// Plain JavaScript without dependencies, since on a fresh clone nothing is installed yet.
import { fileURLToPath } from 'node:url';
import { answerAtOnce } from './setup/commands.mjs';
import { runScript } from './setup/run-script.mjs';
import { setUp } from './setup/set-up.mjs';
import { whenNpmEnds } from './setup/when-npm-ends.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...rest] = process.argv.slice(2);

const answer = answerAtOnce(name, rest);
if (answer) {
  (answer.status === 0 ? console.log : console.error)(answer.text);
  process.exit(answer.status);
}

try {
  await setUp(root);
} catch (error) {
  console.error(`stillhouse: ${error.message}`);
  process.exit(1);
}

const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const child = runScript(script, rest, root);
// The terminal sends Ctrl-C to the whole group; the child decides when it has finished stopping.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') child.kill(signal);
  });
}
// npm hands SIGTERM to its shell, which dies of it and tells nobody: whoever stops npm means us too.
whenNpmEnds(() => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
