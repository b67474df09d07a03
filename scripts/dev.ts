import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { type Child, root, startNode } from './serve/child.ts';
import { claimPort } from './serve/port.ts';
import { reportAndExit } from './serve/report.ts';
import { next } from './serve/web-build.ts';

/** `npm run dev`: API and dashboard, each starting anew (or reloading) when its source changes; logs on the terminal. */
async function dev(): Promise<void> {
  const { home, apiPort, webPort } = readEnvironment();
  await claimPort(apiPort, 'API', 'STILLHOUSE_API_PORT');
  await claimPort(webPort, 'dashboard', 'STILLHOUSE_WEB_PORT');
  const variables = {
    STILLHOUSE_HOME: home,
    STILLHOUSE_API_URL: `http://127.0.0.1:${apiPort}`,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const parts: Child[] = [
    startNode('API', [tsx, 'watch', '--clear-screen=false', 'apps/api/src/main.ts'], {
      variables,
      endsWithUs: true,
    }),
    startNode('dashboard', [next, 'dev', '--hostname', '127.0.0.1', '--port', String(webPort)], {
      cwd: join(root, 'apps/web'),
      variables: { ...variables, NODE_ENV: 'development' },
      endsWithUs: true,
    }),
  ];
  const stop = () => Promise.all(parts.map((part) => part.stop()));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await Promise.race(parts.map((part) => part.exited));
  await stop();
}

dev().catch(reportAndExit);
