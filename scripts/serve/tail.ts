import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log, for an error message; empty where there is no log. */
export function tail(log: string, lines = 5): string {
  if (!existsSync(log)) return '';
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
