import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves word in the home folder where this API answers, so that a trainer finds it. @returns what takes the word back */
export function announce(home: string, url: string): () => void {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'api.json');
  writeFileSync(file, `${JSON.stringify({ url, pid: process.pid })}\n`);
  return () => {
    // Another API may have come since: its word stays.
    if (pidIn(file) === process.pid) rmSync(file, { force: true });
  };
}

function pidIn(file: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid?: number }).pid;
  } catch {
    return undefined;
  }
}
