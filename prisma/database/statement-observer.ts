import pg from 'pg';

/** Who wants to see the statements of one database. */
export class StatementObserver {
  readonly #listeners = new Set<(text: string) => void>();

  add(listener: (text: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  saw(text: string): void {
    for (const listener of this.#listeners) listener(text);
  }

  /**
   * pg's client, reporting each statement it sends: everything that talks to the database goes through one.
   *
   * @param settings for each client; in a pool's own settings, connectionTimeoutMillis would also limit the wait for a free connection
   */
  client(settings: Pick<pg.ClientConfig, 'connectionTimeoutMillis'> = {}): typeof pg.Client {
    const saw = (text: string) => this.saw(text);
    return class ObservedClient extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, ...settings });
        const query = this.query.bind(this) as (...parameters: unknown[]) => unknown;
        this.query = ((...parameters: unknown[]) => {
          const [statement] = parameters;
          saw(typeof statement === 'string' ? statement : ((statement as { text?: string }).text ?? ''));
          return query(...parameters);
        }) as pg.Client['query'];
      }
    };
  }
}
