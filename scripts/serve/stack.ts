import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { type Child, root, startNode } from './child.ts';
import { claimPort } from './port.ts';
import { untilHealthy } from './until-healthy.ts';
import { buildWeb, next, webIsBuilt } from './web-build.ts';

/** API and dashboard, running. */
export interface Stack {
  apiUrl: string;
  webUrl: string;
  /** Resolves with the part that stopped by itself. */
  broken: Promise<Child>;
  stop(): Promise<void>;
}

/**
 * Starts the API (on the embedded database, or at DATABASE_URL) and the dashboard, and waits until both answer.
 *
 * @param say prints a line on how far it is
 * @throws Error in a sentence or two for a port in use, a folder that may not be written, a part that does not start
 */
export async function startStack(environment: Environment, say: (line: string) => void): Promise<Stack> {
  const { home, apiPort, webPort } = environment;
  // Logs and everything that the parts record is its owner's alone.
  process.umask(0o077);
  ensureWritable(home);
  await claimPort(apiPort, 'API', 'STILLHOUSE_API_PORT');
  await claimPort(webPort, 'dashboard', 'STILLHOUSE_WEB_PORT');
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const webUrl = `http://127.0.0.1:${webPort}`;
  const logs = join(home, 'logs');
  for (const name of ['api.log', 'web.log', 'web-build.log']) rmSync(join(logs, name), { force: true });

  const variables = {
    STILLHOUSE_HOME: home,
    STILLHOUSE_API_PORT: String(apiPort),
    STILLHOUSE_WEB_PORT: String(webPort),
    STILLHOUSE_API_URL: apiUrl,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const started: Child[] = [];
  try {
    const api = startNode('API', ['--import', 'tsx', join(root, 'apps/api/src/main.ts')], {
      log: join(logs, 'api.log'),
      variables,
      ownGroup: true,
      endsWithUs: true,
    });
    started.push(api);
    const building = webIsBuilt() ? Promise.resolve() : buildWeb(join(logs, 'web-build.log'));
    if (!webIsBuilt()) say('building the dashboard (once, about half a minute) …');
    await Promise.all([untilHealthy(api, `${apiUrl}/ready`, join(logs, 'api.log')), building]);

    const web = startNode(
      'dashboard',
      [next, 'start', '--hostname', '127.0.0.1', '--port', String(webPort)],
      {
        cwd: join(root, 'apps', 'web'),
        log: join(logs, 'web.log'),
        variables: { ...variables, NODE_ENV: 'production' },
        ownGroup: true,
        endsWithUs: true,
      },
    );
    started.push(web);
    await untilHealthy(web, webUrl, join(logs, 'web.log'));
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  return {
    apiUrl,
    webUrl,
    broken: Promise.race(started.map((child) => child.exited.then(() => child))),
    stop: () => stopAll(started),
  };
}

function ensureWritable(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch {
    throw new Error(
      `${home} cannot be written. Give yourself the right, or choose another: STILLHOUSE_HOME=…`,
    );
  }
}

async function stopAll(children: readonly Child[]): Promise<void> {
  for (const child of [...children].reverse()) await child.stop();
}
