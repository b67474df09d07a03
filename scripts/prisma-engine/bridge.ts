import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type Datamodels, openSchemaEngine, type SchemaEngine } from './engine.ts';
import { migrationAdapter } from './migration-adapter.ts';

/**
 * Stands in for Prisma's schema-engine binary: JSON-RPC over stdio, one message a line, answered by the engine's WebAssembly build.
 * Prisma's command line starts it where PRISMA_SCHEMA_ENGINE_BINARY names the file `schema-engine` beside this one.
 */
const engineVersion = '0edf323efd1d98336f3f0a68684b56f689b900d3';

interface Request {
  id: number;
  method?: string;
  params?: unknown[] | Record<string, unknown>;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--version') || args[0] === '-V') {
    console.log(`schema-engine-cli ${engineVersion}`);
    return;
  }
  if (args.includes('cli')) return checkConnection(datasourceUrl(args));
  await serve(datasourceUrl(args), await datamodels(args));
}

/** `cli can-connect-to-database` */
async function checkConnection(url: string): Promise<void> {
  const connection = await migrationAdapter(url).connect();
  if (connection.ok) await connection.value.dispose();
  const message = connection.ok ? 'Connection successful' : 'Connection failed';
  console.error(JSON.stringify({ level: 'INFO', target: 'schema_engine::logger', fields: { message } }));
  process.exitCode = connection.ok ? 0 : 1;
}

async function serve(url: string, schemas: Datamodels): Promise<void> {
  let engine: SchemaEngine | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const request = JSON.parse(line) as Request;
    if (!request.method) continue;
    try {
      engine ??= await openSchemaEngine(url, schemas);
      answer({ id: request.id, result: await call(engine, request.method, request.params) });
    } catch (error) {
      answer({ id: request.id, error: rpcError(error) });
    }
  }
  process.exit(0);
}

async function call(engine: SchemaEngine, method: string, params: Request['params']): Promise<unknown> {
  const input = Array.isArray(params) ? params[0] : params;
  const name = method === 'getDatabaseVersion' ? 'version' : method;
  const functions = engine as unknown as Record<string, (input: unknown) => Promise<unknown>>;
  if (typeof functions[name] !== 'function') throw new Error(`The engine has no method ${method}.`);
  const result = await functions[name](input);
  // The binary prints a diff through a call back to the command line; the WebAssembly build returns it.
  if (name === 'diff') answer({ id: 9_000_000, method: 'print', params: { content: textOf(result) } });
  return result ?? null;
}

function textOf(result: unknown): string {
  return (result as { stdout?: string | null } | null)?.stdout ?? '';
}

function rpcError(error: unknown) {
  const { message, code, meta } = error as { message?: string; code?: string; meta?: unknown };
  const data = {
    is_panic: false,
    message: message ?? String(error),
    meta: meta ?? null,
    error_code: code ?? null,
  };
  return { code: 4466, message: 'An error happened. Check the data field for details.', data };
}

function answer(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function datasourceUrl(args: readonly string[]): string {
  const raw = args[args.indexOf('--datasource') + 1];
  if (!args.includes('--datasource') || !raw) throw new Error('--datasource is missing.');
  const json = raw.startsWith('{') ? raw : Buffer.from(raw, 'base64').toString();
  const { url } = JSON.parse(json) as { url?: string };
  if (!url) throw new Error('The datasource has no url.');
  return url;
}

async function datamodels(args: readonly string[]): Promise<Datamodels> {
  const start = args.indexOf('--datamodels') + 1;
  if (start === 0) return [];
  const rest = args.slice(start);
  const end = rest.findIndex((argument) => argument.startsWith('--'));
  const paths = end < 0 ? rest : rest.slice(0, end);
  return Promise.all(
    paths.map(async (path): Promise<[string, string]> => [path, await readFile(path, 'utf8')]),
  );
}

await main(process.argv.slice(2));
