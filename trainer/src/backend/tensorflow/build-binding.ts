import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { runTool } from './run-tool.ts';
import type { TfjsPackage } from './tfjs-package.ts';

/** What compiling a native binding takes, each with a command that proves it. */
const tools = [
  { name: 'a C++ compiler (g++)', command: 'g++', args: ['--version'] },
  { name: 'make', command: 'make', args: ['--version'] },
  { name: 'Python 3 (for node-gyp)', command: 'python3', args: ['--version'] },
];

/** @throws ExpectedError UNAVAILABLE naming everything that is missing at once */
export async function requireBuildTools(): Promise<void> {
  const missing: string[] = [];
  for (const { name, command, args } of tools) {
    if ((await runTool(command, args)).code !== 0) missing.push(name);
  }
  if (findNodeGyp() === null) missing.push('node-gyp, which comes with npm');
  if (missing.length === 0) return;
  throw new ExpectedError(
    'UNAVAILABLE',
    `Building the binding needs ${missing.join(', ')}. On Debian: apt-get install g++ make python3 npm.`,
  );
}

/**
 * Compiles the package's binding in a folder that holds `deps`, leaving the package itself alone.
 *
 * @param stage receives `lib/napi-v…/tfjs_binding.node`
 * @throws ExpectedError with the end of the compiler's output
 */
export async function buildBinding(
  { folder, binding, napi }: TfjsPackage,
  stage: string,
  signal: AbortSignal,
): Promise<void> {
  for (const part of ['binding', 'binding.gyp', 'package.json']) {
    await cp(join(folder, part), join(stage, part), { recursive: true });
  }
  const nodeGyp = findNodeGyp();
  if (nodeGyp === null)
    throw new ExpectedError('UNAVAILABLE', 'node-gyp, which comes with npm, is not there.');
  const headers = findNodeHeaders();
  const { code, output } = await runTool(
    process.execPath,
    [
      nodeGyp,
      'rebuild',
      '--module_name=tfjs_binding',
      `--module_path=${join(stage, dirname(binding))}`,
      `--napi_build_version=${napi}`,
      ...(headers === null ? [] : [`--nodedir=${headers}`]),
    ],
    { cwd: stage, signal },
  );
  if (code === 0 && existsSync(join(stage, binding))) return;
  const download =
    headers === null ? ' Node’s headers are not on this machine, so node-gyp had to download them.' : '';
  const end = output.trimEnd().split('\n').slice(-25).join('\n');
  throw new ExpectedError('UNAVAILABLE', `The binding did not compile.${download} node-gyp said:\n${end}`);
}

/** npm's own node-gyp: beside the npm that runs us, or where Node's installers and Debian put it. */
function findNodeGyp(): string | null {
  const prefix = dirname(dirname(process.execPath));
  const candidates = [
    `${prefix}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js`,
    '/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
    '/usr/local/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
    '/usr/share/nodejs/node-gyp/bin/node-gyp.js',
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** The folder whose include/node belongs to the Node that runs; null where node-gyp must download them. */
function findNodeHeaders(): string | null {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h')) ? prefix : null;
}
