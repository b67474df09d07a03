import { root, startNode } from './serve/child.ts';
import { reportAndExit } from './serve/report.ts';

/** `npm run train -- …`: the trainer's command line, with `train` as its first word; `npx stillhouse` has the other commands. */
async function train(): Promise<void> {
  const args = process.argv.slice(2);
  const trainer = startNode('trainer', ['--import', 'tsx', `${root}trainer/src/main.ts`, 'train', ...args], {
    endsWithUs: true,
  });
  // Ctrl-C reaches the trainer too, which records its run as cancelled: wait for that.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void trainer.stop(60_000));
  process.exitCode = await trainer.exited;
}

train().catch(reportAndExit);
