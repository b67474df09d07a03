import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@stillhouse/prisma/database/open.ts';
import pg from 'pg';
import { readEnvironment } from '../environment.ts';
import { reportAndExit } from '../serve/report.ts';
import { openSchemaEngine } from './engine.ts';

const schemaFile = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

/**
 * Checks that the migrations make the database that schema.prisma describes: applies them to a database of its own on the server of
 * TEST_DATABASE_URL, and asks Prisma's engine what a migration from there to the schema would still have to do.
 */
async function checkSchema(server: string): Promise<string> {
  const name = `stillhouse_schema_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    await (await openDatabase({ url: url.href })).close();
    return await difference(url.href);
  } finally {
    await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** The statements still missing; empty where database and schema agree. */
async function difference(url: string): Promise<string> {
  const content = await readFile(schemaFile, 'utf8');
  const files = [{ path: schemaFile, content }];
  const engine = await openSchemaEngine(url, [[schemaFile, content]]);
  const { stdout } = await engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: dirname(schemaFile) },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  } as Parameters<typeof engine.diff>[0]);
  const statements = (stdout ?? '').split('\n').filter((line) => line.trim() && !line.startsWith('--'));
  return statements.join('\n');
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function main(): Promise<void> {
  const { testDatabaseUrl } = readEnvironment();
  if (!testDatabaseUrl) throw new Error('Set TEST_DATABASE_URL to a Postgres with pgvector.');
  const missing = await checkSchema(testDatabaseUrl);
  if (missing)
    throw new Error(`The migrations do not make what schema.prisma describes. Still to do:\n${missing}`);
  // The engine keeps timers of its own.
  process.exit(0);
}

main().catch(reportAndExit);
