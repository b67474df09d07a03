import { parseArgs } from 'node:util';
import { demoTasks, trainerArguments } from './demo/plan.ts';
import { resultsTable } from './demo/results-table.ts';
import { readEnvironment } from './environment.ts';
import { startNode } from './serve/child.ts';
import { reportAndExit } from './serve/report.ts';
import { serve } from './serve/serve.ts';

/**
 * `npm run demo [-- --exit]`: serves API and dashboard, trains a teacher, its knowledge base and its students on both generated
 * tasks, prints what came out, and keeps serving (or, with --exit, stops).
 */
async function demo(): Promise<void> {
  const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false } } });
  const environment = readEnvironment();
  const started = Date.now();
  console.log('Stillhouse demo');
  const { stack, stopped, signal, endFirst, stop } = await serve(environment);
  console.log(
    `  database   ${environment.databaseUrl ? 'DATABASE_URL' : `embedded, in ${environment.home}`}`,
  );
  console.log(`  API        ${stack.apiUrl}/graphql`);
  console.log(`  dashboard  ${stack.webUrl}   (watch the runs there)\n`);

  const trainingStarted = Date.now();
  for (const task of demoTasks) {
    if (signal.aborted) break;
    const trainer = startNode('trainer', trainerArguments(task), {
      variables: {
        STILLHOUSE_API_URL: stack.apiUrl,
        STILLHOUSE_WEB_URL: stack.webUrl,
        STILLHOUSE_HOME: environment.home,
      },
      endsWithUs: true,
    });
    signal.addEventListener('abort', () => void trainer.stop(30_000));
    endFirst(trainer.exited);
    const code = await trainer.exited;
    if (code !== 0 && !signal.aborted) {
      await stop();
      throw new Error(
        `Training ${task} failed with status ${code}; what the trainer printed above says why.`,
      );
    }
  }
  if (signal.aborted) {
    process.exitCode = await stopped;
    return;
  }
  const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(0)} s`;
  console.log(`\n${await resultsTable(stack.apiUrl)}`);
  console.log(`\nTrained in ${seconds(trainingStarted)}; everything together took ${seconds(started)}.`);
  if (values.exit) {
    await stop();
    return;
  }
  console.log(`Dashboard: ${stack.webUrl}/leaderboard?benchmark=synthetic   Ctrl-C stops.`);
  process.exitCode = await stopped;
}

demo().catch(reportAndExit);
