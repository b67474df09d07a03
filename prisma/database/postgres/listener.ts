import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

interface Subscription {
  channel: string;
  handler: (payload: string) => void;
  onGap: (() => void) | undefined;
}

const longestPause = 10_000;

/**
 * One connection of its own that LISTENs for everybody in this process. It connects with the first subscription, and again, after
 * pauses of 0.1 to 10 seconds, whenever it is lost.
 */
export class Listener {
  readonly #config: pg.ClientConfig;
  readonly #subscriptions = new Set<Subscription>();
  readonly #closing = new AbortController();
  #connection: Promise<pg.Client> | undefined;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  async listen(channel: string, handler: (payload: string) => void, onGap?: () => void) {
    const subscription = { channel, handler, onGap };
    this.#subscriptions.add(subscription);
    try {
      const client = await this.#client();
      await client.query(`LISTEN "${channel}"`);
    } catch (error) {
      this.#subscriptions.delete(subscription);
      throw error;
    }
    return async () => {
      this.#subscriptions.delete(subscription);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const client = await this.#connection?.catch(() => undefined);
    await client?.end();
  }

  async #client(): Promise<pg.Client> {
    this.#connection ??= this.#connect();
    const connection = this.#connection;
    try {
      return await connection;
    } catch (error) {
      // The next one who listens tries again.
      if (this.#connection === connection) this.#connection = undefined;
      throw error;
    }
  }

  /** A client that listens to everything subscribed to; from then on, when it is lost another one takes its place. */
  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#config,
      application_name: 'stillhouse listener',
    });
    let ready = false;
    const onLost = () => {
      if (!ready || this.#closing.signal.aborted) return;
      ready = false;
      this.#connection = this.#reconnect();
      // Whoever listens next awaits the connection and is told there.
      this.#connection.catch(() => undefined);
    };
    client.on('error', onLost);
    client.on('end', onLost);
    client.on('notification', ({ channel, payload = '' }) => {
      for (const subscription of this.#subscriptions)
        if (subscription.channel === channel) subscription.handler(payload);
    });
    try {
      await client.connect();
      for (const channel of new Set([...this.#subscriptions].map((subscription) => subscription.channel)))
        await client.query(`LISTEN "${channel}"`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    ready = true;
    return client;
  }

  async #reconnect(): Promise<pg.Client> {
    const client = await this.#connectAtLast();
    for (const { onGap } of this.#subscriptions) onGap?.();
    return client;
  }

  /** @throws AbortError once it is closed */
  async #connectAtLast(): Promise<pg.Client> {
    const { signal } = this.#closing;
    for (let pause = 100; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        return await this.#connect();
      } catch {
        // Not back yet.
        await setTimeout(pause, undefined, { ref: false, signal });
      }
    }
  }
}
