import { spawn, spawnSync } from 'node:child_process';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';

const variables = { ...readEnvironment().all, HF_HUB_OFFLINE: '1', TRANSFORMERS_VERBOSITY: 'error' };

/**
 * Whether python3 has these modules. Where it hasn't, says so: a test that is left out must not pass for one that held.
 *
 * @param what is left out then
 */
export function pythonHas(modules: readonly string[], what: string): boolean {
  const found = `import importlib.util, sys; sys.exit(any(importlib.util.find_spec(m) is None for m in sys.argv[1:]))`;
  const { status } = spawnSync('python3', ['-c', found, ...modules], { env: variables });
  if (status !== 0) console.warn(`Left out: ${what}; python3 has not all of ${modules.join(', ')}.`);
  return status === 0;
}

/** Runs a Python script. @returns what it prints. @throws Error with what it says where it fails */
export function runPython(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', args, { env: variables });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output.stdout) : reject(new Error(`python3 ${args[0]}: ${output.stderr}`)),
    );
  });
}
