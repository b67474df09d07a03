import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrationAdapter } from './migration-adapter.ts';

export type SchemaEngine = bindings.SchemaEngine;
export type Datamodels = [path: string, content: string][];

// What wasm-bindgen leaves out of its declarations, and TypeScript out of those of Node.
const { __wbg_set_wasm: setExports } = bindings as unknown as { __wbg_set_wasm(exports: Exports): void };
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    compile(bytes: Uint8Array): Promise<object>;
    instantiate(module: object, imports: Record<string, object>): Promise<{ exports: Exports }>;
  };
};
type Exports = Record<string, unknown> & { __wbindgen_start?: () => void };

/**
 * Prisma's schema engine from its npm package, in WebAssembly: nothing is downloaded and no binary is run.
 *
 * @param url of the database it works on
 * @param datamodels the schema files it starts from
 */
export async function openSchemaEngine(url: string, datamodels?: Datamodels): Promise<SchemaEngine> {
  const bindingsUrl = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(fileURLToPath(new URL('schema_engine_bg.wasm', bindingsUrl)));
  const { exports } = await wasm.instantiate(await wasm.compile(bytes), {
    './schema_engine_bg.js': bindings,
  });
  setExports(exports);
  exports.__wbindgen_start?.();
  return bindings.SchemaEngine.new({ datamodels }, () => {}, migrationAdapter(url));
}
