import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import type { Environment } from '@stillhouse/domain/record/run.ts';
import * as tf from '@tensorflow/tfjs';
import type { BackendName, ChosenBackend } from '../backend/backend.ts';
import { maskSecrets } from '../secret/mask-secrets.ts';
import { nvidiaDriver } from '../system/nvidia-smi.ts';
import { captureSources } from './capture-sources.ts';

/** Packages that compute, by backend. */
const packages: Record<BackendName, readonly string[]> = {
  'tfjs-node-gpu': ['@tensorflow/tfjs-node-gpu'],
  webgpu: ['webgpu', '@tensorflow/tfjs-backend-webgpu'],
  'tfjs-node': ['@tensorflow/tfjs-node'],
  wasm: ['@tensorflow/tfjs-backend-wasm'],
  cpu: [],
};

/** What a run records of where it ran. @param args the command line, without node and the program */
export async function captureEnvironment(
  backend: Omit<ChosenBackend, 'lines'>,
  args: readonly string[],
): Promise<Environment> {
  const sources = await captureSources(process.cwd());
  const nvidia = await nvidiaDriver();
  return {
    host: hostname(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    backend: backend.name,
    backendReason: backend.reason,
    device: backend.device,
    versions: {
      stillhouse: await stillhouseVersion(),
      '@tensorflow/tfjs': tf.version.tfjs,
      ...versionsOf(packages[backend.name]),
      v8: process.versions.v8,
    },
    gitCommit: sources.find(({ name }) => name === 'stillhouse')?.commit ?? null,
    sources,
    processor: {
      model: cpus()[0]?.model.trim() || process.arch,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    ...(nvidia && { nvidia }),
    command: maskSecrets(['npx stillhouse', ...args.map(quoted)].join(' ')),
  };
}

async function stillhouseVersion(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Versions of packages that are installed. */
function versionsOf(names: readonly string[]): Record<string, string> {
  const require = createRequire(import.meta.url);
  return Object.fromEntries(
    names.flatMap((name) => {
      try {
        return [[name, (require(`${name}/package.json`) as { version: string }).version]];
      } catch {
        return []; // a package that does not export its package.json
      }
    }),
  );
}

/** An argument as a POSIX shell takes it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
