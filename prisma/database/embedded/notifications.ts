import type pg from 'pg';
import type { Engine } from './engine/engine.ts';
import { simpleQuery } from './wire-message.ts';

interface Subscription {
  channel: string;
  handler: (payload: string) => void;
  onGap: (() => void) | undefined;
}

/** Who listens to what. The session listens, not a connection to it: it outlives its connections, and ends with its engine. */
export class Notifications {
  readonly #subscriptions = new Set<Subscription>();

  async listen(pool: pg.Pool, subscription: Subscription): Promise<() => Promise<void>> {
    await pool.query(listen(subscription.channel));
    this.#subscriptions.add(subscription);
    return async () => {
      this.#subscriptions.delete(subscription);
    };
  }

  received(channel: string, payload = ''): void {
    for (const subscription of this.#subscriptions)
      if (subscription.channel === channel) subscription.handler(payload);
  }

  /** Listens in the session of another engine to everything that is subscribed to, and reports the gap. */
  async listenAgain(engine: Engine): Promise<void> {
    const channels = new Set([...this.#subscriptions].map(({ channel }) => channel));
    for (const channel of channels) await engine.send(simpleQuery(listen(channel)));
    for (const { onGap } of this.#subscriptions) onGap?.();
  }
}

function listen(channel: string): string {
  return `LISTEN "${channel}"`;
}
