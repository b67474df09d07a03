/** One thing that was looked at. */
export interface Check {
  name: string;
  /** `absent`: not there, and not needed. `faulty`: must be mended. */
  state: 'fine' | 'absent' | 'faulty';
  /** What was found, or what to do. */
  finding: string;
}

const marks = { fine: 'ok', absent: '–', faulty: '!!' };

/** A check as a line. */
export function lineOf({ name, state, finding }: Check): string {
  return `  ${marks[state].padEnd(4)}${name.padEnd(16)}${finding}`;
}
