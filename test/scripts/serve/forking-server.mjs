import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

// As `next dev`: serves from a process that it forks and that waits for its settings; pays no attention to who started it.
if (process.argv[2] === 'forked') {
  process.once('message', () => createServer().listen(0, '127.0.0.1'));
} else {
  const forked = fork(fileURLToPath(import.meta.url), ['forked']);
  setTimeout(() => forked.send('settings'), 200);
  forked.on('exit', () => process.exit());
  process.on('SIGTERM', () => forked.kill());
}
