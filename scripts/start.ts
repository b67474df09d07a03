import { readEnvironment } from './environment.ts';
import { reportAndExit } from './serve/report.ts';
import { serve } from './serve/serve.ts';

/** `npm start`: API and dashboard on what is in .stillhouse/ or at DATABASE_URL, until Ctrl-C. */
async function start(): Promise<void> {
  const environment = readEnvironment();
  const { stack, stopped } = await serve(environment);
  console.log(`  dashboard  ${stack.webUrl}\n  API        ${stack.apiUrl}/graphql\nCtrl-C stops.`);
  process.exitCode = await stopped;
}

start().catch(reportAndExit);
