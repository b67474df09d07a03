import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What is timed: a training step, or a forward pass without dropout over a batch of so many texts. */
export type Work = { kind: 'step' } | { kind: 'forward'; texts: number };

/** A process that computes on request, so that several can be measured in turns. */
export interface Contender {
  name: string;
  /** What it runs on, how many threads, which version. */
  description: string;
  /** Milliseconds of each of so many repetitions. */
  time(work: Work, repetitions: number): Promise<number[]>;
  stop(): void;
}

interface Ready {
  ready: string;
}

/**
 * Starts a contender. It writes `{"ready": description}` once it can compute, then answers each line `{"kind", "texts", "repetitions"}` on its
 * standard input with a list of milliseconds.
 *
 * @returns the contender, or in a sentence why it can't compute here
 */
export async function startContender(
  name: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Contender | string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failure = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code) => resolve(`${errors.trim().split('\n').at(-1) ?? ''} (status ${code})`));
  });
  const answer = async (): Promise<unknown> => {
    for (;;) {
      const next = await Promise.race([lines.next(), failure]);
      if (typeof next === 'string') throw new Error(next);
      if (next.done) throw new Error(await failure);
      if (/^[[{]/.test(next.value)) return JSON.parse(next.value);
    }
  };
  try {
    const { ready } = (await answer()) as Ready;
    return {
      name,
      description: ready,
      async time(work, repetitions) {
        child.stdin.write(`${JSON.stringify({ ...work, repetitions })}\n`);
        return (await answer()) as number[];
      },
      stop: () => child.kill(),
    };
  } catch (error) {
    child.kill();
    return (error as Error).message;
  }
}
