import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';
import { retryAfterSeconds } from '../server/readiness.ts';

/** Failures of the platform, not of the request; the first that an answer contains decides its status. */
const statusOf: Record<string, number> = { UNAVAILABLE: 503, STORAGE_FULL: 507, TIMEOUT: 504 };

/** Whether a failure says nothing about the request: sent again later, it may succeed. */
export function isOutage(code: string): boolean {
  return Object.hasOwn(statusOf, code);
}

/** Apollo answers 200 to whatever fails in a resolver, but clients, proxies and monitors tell an outage by its status. */
export const outagePlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single') return;
        const codes = (body.singleResult.errors ?? []).map(({ extensions }) => String(extensions?.code));
        const code = codes.find(isOutage);
        if (code === undefined) return;
        http.status = statusOf[code] as number;
        if (code === 'UNAVAILABLE') http.headers.set('retry-after', String(retryAfterSeconds));
      },
    };
  },
};
