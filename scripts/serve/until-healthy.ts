import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { tail } from './tail.ts';

/**
 * Waits until a server answers.
 *
 * @param log where its output goes, quoted when it does not come up
 * @throws Error when it exits, or has not answered after `limit` milliseconds
 */
export async function untilHealthy(child: Child, url: string, log: string, limit = 60_000): Promise<void> {
  const gone = child.exited.then((code) => ({ code }));
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const outcome = await Promise.race([answers(url), gone]);
    if (outcome === true) return;
    if (outcome !== false) {
      throw new Error(`The ${child.name} did not start (status ${outcome.code}):\n${tail(log)}`);
    }
    await sleep(100);
  }
  throw new Error(`The ${child.name} has not answered for ${limit / 1000} s:\n${tail(log)}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
