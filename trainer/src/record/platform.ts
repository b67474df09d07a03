import type { CallTarget } from './call.ts';

/** What takes what is recorded: an API, or a Postgres. */
export interface Platform {
  /** As the subject of a sentence: `The API`. */
  name: string;
  /** Throws Outage for a failure that may pass, ExpectedError for a refusal. */
  target: CallTarget;
  /** Reports that a run is alive. */
  beat(run: string): Promise<void>;
  /** Whether it can be read now. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** How another thread reaches it. */
export type PlatformAddress =
  | { kind: 'api'; url: string; apiKey: string | undefined; timeout?: number | undefined }
  /** @property home folder whose `artifacts/` takes the bytes of artifacts */
  | { kind: 'postgres'; url: string; home: string };
