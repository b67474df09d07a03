import { resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);

const variables = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  TEST_DATABASE_URL: z.string().min(1).optional(),
  STILLHOUSE_HOME: z.string().min(1).default('.stillhouse'),
  STILLHOUSE_API_PORT: port.default(4000),
  STILLHOUSE_WEB_PORT: port.default(3000),
  /** A Chromium for the browser tests; looked for in the usual places when left out. */
  CHROMIUM: z.string().min(1).optional(),
  PATH: z.string().default(''),
});

export interface Environment {
  databaseUrl: string | undefined;
  testDatabaseUrl: string | undefined;
  /** Folder of the embedded database, artifacts and logs; absolute. */
  home: string;
  apiPort: number;
  webPort: number;
  chromium: string | undefined;
  path: string;
}

/** The scripts' settings. @throws Error naming every variable that is wrong, all at once */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  // A variable set to nothing is a variable that is not set: `DATABASE_URL= npm start` means the embedded database.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment has faults:\n${faults.join('\n')}`);
  }
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    testDatabaseUrl: parsed.data.TEST_DATABASE_URL,
    home: resolve(parsed.data.STILLHOUSE_HOME),
    apiPort: parsed.data.STILLHOUSE_API_PORT,
    webPort: parsed.data.STILLHOUSE_WEB_PORT,
    chromium: parsed.data.CHROMIUM,
    path: parsed.data.PATH,
  };
}
