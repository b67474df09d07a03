import { z } from 'zod';

const environment = z.object({
  /** A Postgres server with pgvector, as a user who may create databases; the embedded database is tested without it. */
  TEST_DATABASE_URL: z.string().default(''),
  /** Path of a Chromium, for the browser tests. */
  CHROMIUM: z.string().default('/usr/bin/chromium'),
  /** Folder with GLUE's own files of CoLA, RTE and SST-2; their digests are not recomputed without it. */
  GLUE_DATA: z.string().default(''),
});

const { TEST_DATABASE_URL, CHROMIUM, GLUE_DATA } = environment.parse(process.env);

export const testDatabaseUrl = TEST_DATABASE_URL || undefined;
export const chromium = CHROMIUM;
export const glueData = GLUE_DATA;
