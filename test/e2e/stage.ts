import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium as playwright } from 'playwright-core';
import { startNode } from '../../scripts/serve/child.ts';
import { type Stack, startStack } from '../../scripts/serve/stack.ts';
import { chromium } from '../environment.ts';

/** API, dashboard and a browser, on a folder of their own, with runs that were really trained. */
export interface Stage {
  stack: Stack;
  browser: Browser;
  /** Trains the smallest recipe on a generated task. @throws Error where it fails */
  train(...more: string[]): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), 'stillhouse-e2e-'));
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const environment = {
    databaseUrl: undefined,
    testDatabaseUrl: undefined,
    home,
    apiPort,
    webPort,
    chromium,
    path: '',
  };
  const stack = await startStack(environment, () => undefined);
  const browser = await playwright.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu', '--disable-quic'],
  });
  return {
    stack,
    browser,
    async train(...more) {
      const command = ['--import', 'tsx', 'trainer/src/main.ts', 'train', '--task', 'synthetic-sentiment'];
      const trainer = startNode('trainer', [...command, '--recipe', 'tiny', ...more], {
        log: join(home, 'train.log'),
        variables: { STILLHOUSE_HOME: home, STILLHOUSE_API_URL: stack.apiUrl },
      });
      const status = await trainer.exited;
      if (status !== 0) throw new Error(`Training ended with status ${status}.`);
    },
    async close() {
      await browser.close();
      await stack.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
