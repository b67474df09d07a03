import type { FaultReport } from './engine-fault.ts';

/** What the engine's thread is asked. */
export type Request =
  | { id: number; call: 'send'; messages: Uint8Array }
  | { id: number; call: 'copy'; target: string; rows: Uint8Array }
  | { id: number; call: 'dump' }
  | { id: number; call: 'close' };

/** An error of Postgres, whose fields a thread would not pass on with the error itself. */
export interface StatementFailure {
  message: string;
  fields: Record<string, string>;
}

/** What the engine's thread says. */
export type Reply =
  | { kind: 'open' }
  | { kind: 'fault'; report: FaultReport }
  | { kind: 'done'; id: number; bytes: Uint8Array | null }
  | { kind: 'failed'; id: number; failure: StatementFailure };
