import { resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Durability, durabilities } from '@stillhouse/prisma/database/embedded/engine/engine.ts';
import { z } from 'zod';
import { isLoopback } from './server/loopback.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const variables = z.object({
  /** A Postgres server with pgvector; the embedded database where it is left out. */
  DATABASE_URL: z.string().min(1).optional(),
  STILLHOUSE_HOME: z.string().min(1).default('.stillhouse'),
  /** When the embedded database acknowledges a write: `full`, once it is on stable storage; `relaxed`, once the operating system has it. */
  STILLHOUSE_DURABILITY: z.enum(durabilities).default('full'),
  STILLHOUSE_HOST: z
    .string()
    .refine(
      isLoopback,
      'must be a loopback address (127.0.0.1, localhost or ::1), since there are no user accounts',
    )
    .default('127.0.0.1'),
  STILLHOUSE_API_PORT: port.default(4000),
  STILLHOUSE_WEB_PORT: port.default(3000),
  /** Seconds after which Postgres ends a read. */
  STILLHOUSE_READ_TIMEOUT_SECONDS: z.coerce.number().positive().max(3_600).default(10),
  /** Most connections to Postgres for reads, and as many again for writes. */
  STILLHOUSE_DATABASE_CONNECTIONS: z.coerce.number().int().min(1).max(1_000).default(10),
  STILLHOUSE_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface Environment {
  databaseUrl: string | undefined;
  /** Folder of the embedded database and the artifacts; absolute. */
  home: string;
  durability: Durability;
  host: string;
  /** 0: any free port. */
  port: number;
  webPort: number;
  logLevel: string;
  /** Milliseconds. */
  readTimeout: number;
  connections: number;
}

/** The API's settings. @throws ExpectedError BAD_INPUT naming every variable that is wrong, all at once */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  // A variable set to nothing is a variable that is not set.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ExpectedError('BAD_INPUT', `Invalid environment variables: ${faults.join('; ')}`);
  }
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    home: resolve(parsed.data.STILLHOUSE_HOME),
    durability: parsed.data.STILLHOUSE_DURABILITY,
    host: parsed.data.STILLHOUSE_HOST,
    port: parsed.data.STILLHOUSE_API_PORT,
    webPort: parsed.data.STILLHOUSE_WEB_PORT,
    logLevel: parsed.data.STILLHOUSE_LOG_LEVEL,
    readTimeout: Math.ceil(1000 * parsed.data.STILLHOUSE_READ_TIMEOUT_SECONDS),
    connections: parsed.data.STILLHOUSE_DATABASE_CONNECTIONS,
  };
}
