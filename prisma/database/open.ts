import { deploy } from '../migrate/deploy.ts';
import type { Database } from './database.ts';
import type { Durability } from './embedded/engine/engine.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { checkServerVersion } from './server-version.ts';
import { checkVectorExtension } from './vector-extension.ts';

export interface OpenOptions {
  /** Of a Postgres server with pgvector. */
  url?: string | undefined;
  /** Of the embedded database, used where there is no url; without both it is kept in memory. */
  folder?: string | undefined;
  /** Of the embedded database: when a commit is acknowledged. Default: full, once it is on stable storage. */
  durability?: Durability | undefined;
  /** Whether to apply the migrations that are missing. Default: yes. */
  migrate?: boolean | undefined;
  /** Most connections to a server for reads, and as many again for writes. Default: 10. */
  connections?: number | undefined;
  /** Milliseconds after which a server ends a read. Default: never. */
  readTimeout?: number | undefined;
  /** Told what works but should be mended, such as an old pgvector. */
  onWarning?: ((message: string) => void) | undefined;
}

/**
 * Opens a database and brings it up to date.
 *
 * @throws ExpectedError UNAVAILABLE when it cannot be reached, is open in another process, cannot be written to, is too old, or has no
 * pgvector or one that is too old; CONFLICT when its migrations are not those of this version. The message says what to do.
 */
export async function openDatabase(options: OpenOptions = {}): Promise<Database> {
  const database = options.url
    ? await openPostgres({
        url: options.url,
        connections: options.connections,
        readTimeout: options.readTimeout,
      })
    : await openEmbedded({
        folder: options.folder,
        durability: options.durability,
        onWait: options.onWarning,
      });
  try {
    return await prepare(database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Checks the versions of server and pgvector and migrates; what `openDatabase` does once it is connected. */
export async function prepare<T extends Omit<Database, 'version'>>(
  database: T,
  { migrate = true, onWarning }: Pick<OpenOptions, 'migrate' | 'onWarning'>,
): Promise<T & Database> {
  const server = await checkServerVersion(database);
  const vector = await checkVectorExtension(database, onWarning);
  if (migrate) await deploy(database);
  return Object.assign(database, { version: { server, vector } });
}
