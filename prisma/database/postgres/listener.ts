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
  #connection: Promise<pg.Client> | undefined;
  #closed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  async listen(channel: string, handler: (payload: string) => void, onGap?: () => void) {
    const subscription = { channel, handler, onGap };
    this.#subscriptions.add(subscription);
    this.#connection ??= this.#connect();
    try {
      const client = await this.#connection;
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
    this.#closed = true;
    const client = await this.#connection?.catch(() => undefined);
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.#config,
      keepAlive: true,
      application_name: 'stillhouse listener',
    });
    client.on('notification', ({ channel, payload = '' }) => {
      for (const subscription of this.#subscriptions)
        if (subscription.channel === channel) subscription.handler(payload);
    });
    try {
      await client.connect();
    } catch (error) {
      this.#connection = undefined;
      throw error;
    }
    let lost = false;
    const onLost = () => {
      if (lost || this.#closed) return;
      lost = true;
      this.#connection = this.#reconnect();
      // Whoever listens next awaits the connection and is told there.
      this.#connection.catch(() => undefined);
    };
    client.on('error', onLost);
    client.on('end', onLost);
    return client;
  }

  async #reconnect(): Promise<pg.Client> {
    for (let pause = 100; ; pause = Math.min(pause * 2, longestPause)) {
      if (this.#closed) throw new Error('The database was closed.');
      try {
        const client = await this.#connect();
        for (const channel of new Set([...this.#subscriptions].map((subscription) => subscription.channel)))
          await client.query(`LISTEN "${channel}"`);
        for (const { onGap } of this.#subscriptions) onGap?.();
        return client;
      } catch {
        await new Promise((done) => setTimeout(done, pause).unref());
      }
    }
  }
}
