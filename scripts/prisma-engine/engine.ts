import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrationAdapter } from './migration-adapter.ts';

export type SchemaEngine = bindings.SchemaEngine;
export type Datamodels = [path: string, content: string][];

// What wasm-bindgen leaves out of its declarations.
const { __wbg_set_wasm: setExports } = bindings as unknown as {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
};

/**
 * Prisma's schema engine from its npm package, in WebAssembly: nothing is downloaded and no binary is run.
 *
 * @param url of the database it works on
 * @param datamodels the schema files it starts from
 */
export async function openSchemaEngine(url: string, datamodels?: Datamodels): Promise<SchemaEngine> {
  const folder = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = await WebAssembly.compile(
    await readFile(fileURLToPath(new URL('schema_engine_bg.wasm', folder))),
  );
  const instance = await WebAssembly.instantiate(module, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  setExports(instance.exports);
  (instance.exports['__wbindgen_start'] as (() => void) | undefined)?.();
  return bindings.SchemaEngine.new({ datamodels }, () => {}, migrationAdapter(url));
}
