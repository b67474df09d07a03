import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Environment } from '@stillhouse/domain/record/run.ts';
import * as tf from '@tensorflow/tfjs';
import type { ChosenBackend } from '../backend/backend.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What a run records of where it ran. @param args the command line, without node and the program */
export async function captureEnvironment(
  backend: ChosenBackend,
  args: readonly string[],
): Promise<Environment> {
  return {
    host: hostname(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    backend: backend.name,
    backendReason: backend.reason,
    device: backend.device,
    versions: { '@tensorflow/tfjs': tf.version.tfjs, v8: process.versions.v8 },
    gitCommit: await gitCommit(),
    command: ['npx stillhouse', ...args.map(quoted)].join(' '),
  };
}

/** Commit of the source that runs; null where it is no git checkout, or git is not there. */
async function gitCommit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder });
    return stdout.trim();
  } catch {
    return null;
  }
}

/** An argument as a POSIX shell takes it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
