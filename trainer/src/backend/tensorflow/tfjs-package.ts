import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** An installed tfjs-node, or tfjs-node-gpu, whose library and native binding can be replaced. */
export interface TfjsPackage {
  name: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
  folder: string;
  /** The binding within the package, such as `lib/napi-v8/tfjs_binding.node`. */
  binding: string;
  /** Node's native interface that the binding is built for. */
  napi: number;
}

/** What the two packages hold in common: their binding is written against it. */
const version = '4.22.0';

/**
 * The package that Node would load. Its own install script fetches a library from outside the npm registry; it need not have run.
 *
 * @throws ExpectedError UNAVAILABLE with the command that installs it, or BAD_INPUT for another version of it
 */
export async function findTfjsPackage(gpu: boolean): Promise<TfjsPackage> {
  const name = gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const install = `npm install --no-save --ignore-scripts ${name}@${version}`;
  const folder = folderOf(name);
  if (folder === null) {
    throw new ExpectedError('UNAVAILABLE', `${name} is not installed. Run "${install}", then this again.`);
  }
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    binary: { napi_versions: number[] };
  };
  if (manifest.version !== version) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${folder} holds ${name} ${manifest.version}; this was made for ${version}. Run "${install}".`,
    );
  }
  const napi = Math.max(
    ...manifest.binary.napi_versions.filter((each) => each <= Number(process.versions.napi)),
  );
  return { name, folder, napi, binding: join('lib', `napi-v${napi}`, 'tfjs_binding.node') };
}

function folderOf(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** Whether a binding has been built at all: without one the package does not load. */
export function hasBinding({ folder, binding }: TfjsPackage): boolean {
  return existsSync(join(folder, binding));
}
