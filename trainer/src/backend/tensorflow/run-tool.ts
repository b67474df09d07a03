import { spawn } from 'node:child_process';

export interface ToolResult {
  /** null where it did not start, or ended by a signal. */
  code: number | null;
  /** Standard output and error, as they came. */
  output: string;
}

/** Runs a program to its end and keeps what it said. @throws the signal's reason once it is aborted */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd, signal, env }: { cwd?: string; signal?: AbortSignal; env?: NodeJS.ProcessEnv } = {},
): Promise<ToolResult> {
  const child = spawn(command, args, { cwd, signal, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  signal?.throwIfAborted();
  return { code, output };
}
