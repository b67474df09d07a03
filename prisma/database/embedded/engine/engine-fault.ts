/** What an engine left behind that did not start, or ended by itself. It crosses threads as data. */
export interface FaultReport {
  message: string;
  /** What Postgres wrote to its log last. */
  log: string;
  /** Code of the system's error: EACCES, ENOSPC, … */
  code: string | null;
  /** Whether the disk was full. */
  full: boolean;
}

/** An engine that did not start, or ended by itself. */
export class EngineFault extends Error {
  readonly report: FaultReport;

  constructor(report: FaultReport) {
    super(reasonOf(report));
    this.name = 'EngineFault';
    this.report = report;
  }
}

/** The last line with which Postgres gave up, or else the error's own message. */
function reasonOf({ message, log }: FaultReport): string {
  const last = log.split('\n').findLast((line) => /\b(PANIC|FATAL):/.test(line));
  return last?.replace(/^.*?\b(PANIC|FATAL):\s*/, '') ?? message;
}
