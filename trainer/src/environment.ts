import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { apiAddress } from '@stillhouse/client/api-address.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { z } from 'zod';
import { type BackendName, backendNames } from './backend/backend.ts';
import type { HubSettings } from './hub/hub.ts';

const port = z.coerce.number().int().min(1).max(65_535);

const variables = z.object({
  DATABASE_URL: z.string().optional(),
  STILLHOUSE_HOME: z.string().default('.stillhouse'),
  STILLHOUSE_API_URL: z
    .url({ protocol: /^https?$/ })
    .transform(apiAddress)
    .optional(),
  STILLHOUSE_API_KEY: z.string().optional(),
  STILLHOUSE_API_PORT: port.default(4000),
  STILLHOUSE_WEB_URL: z.url({ protocol: /^https?$/ }).optional(),
  STILLHOUSE_BACKEND: z.enum(backendNames).optional(),
  HF_ENDPOINT: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
  HF_TOKEN: z.string().optional(),
  HF_HOME: z.string().optional(),
  HF_HUB_CACHE: z.string().optional(),
  HF_HUB_OFFLINE: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
});

export interface Environment {
  /** Postgres to record into directly. */
  databaseUrl: string | undefined;
  /** Folder of checkpoints, spooled calls and, where there is no Postgres, of the database; absolute. */
  home: string;
  apiUrl: string | undefined;
  apiKey: string | undefined;
  /** Where an API that we start ourselves listens, if that port is free. */
  apiPort: number;
  /** Address of the dashboard, to be printed with the results. */
  webUrl: string | undefined;
  /** The backend to train with; the best there is where none is named. */
  backend: BackendName | undefined;
  /** The Hugging Face Hub, by the variables that its own library reads. */
  hub: HubSettings;
  /** All variables, for a process that we start. */
  all: NodeJS.ProcessEnv;
}

/** The trainer's settings. @throws ExpectedError BAD_INPUT naming every variable that is wrong */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  // A variable set to nothing counts as not set: `DATABASE_URL= npm run train` means the embedded database.
  const parsed = variables.safeParse(
    Object.fromEntries(Object.entries(source).filter(([, value]) => value !== '')),
  );
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ExpectedError('BAD_INPUT', `The environment has faults:\n${faults.join('\n')}`);
  }
  const given = parsed.data;
  return {
    databaseUrl: given.DATABASE_URL,
    home: resolve(given.STILLHOUSE_HOME),
    apiUrl: given.STILLHOUSE_API_URL,
    apiKey: given.STILLHOUSE_API_KEY,
    apiPort: given.STILLHOUSE_API_PORT,
    webUrl: given.STILLHOUSE_WEB_URL,
    backend: given.STILLHOUSE_BACKEND,
    hub: {
      url: given.HF_ENDPOINT.replace(/\/+$/, ''),
      token: given.HF_TOKEN,
      cache: resolve(
        given.HF_HUB_CACHE ??
          join(
            given.HF_HOME ?? join(given.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface'),
            'hub',
          ),
      ),
      offline: /^(1|on|yes|true)$/i.test(given.HF_HUB_OFFLINE ?? ''),
    },
    all: source,
  };
}
