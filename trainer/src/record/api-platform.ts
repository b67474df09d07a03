import { StillhouseClient } from '@stillhouse/client/client.ts';
import { apiTarget } from './api-target.ts';
import type { Platform, PlatformAddress } from './platform.ts';

/** Milliseconds for a heartbeat: one that hangs must not keep the next ones from being sent. */
const beatTimeout = 10_000;

/** An API. */
export function apiPlatform({ url, apiKey, timeout }: Extract<PlatformAddress, { kind: 'api' }>): Platform {
  const client = new StillhouseClient({ url, apiKey, timeout });
  const beating = new StillhouseClient({ url, apiKey, timeout: beatTimeout });
  return {
    name: 'The API',
    target: apiTarget(client),
    beat: (run) => beating.beat(run),
    answers: () =>
      client.query('{ runs(first: 1) { totalCount } }').then(
        () => true,
        () => false,
      ),
    close: async () => undefined,
  };
}
