import type { Call } from '../call.ts';
import type { PlatformAddress } from '../platform.ts';

/** What the recorder's thread starts with. */
export interface RecorderThreadData {
  address: PlatformAddress;
  /** Folder of the spool. */
  spool: string;
  /** Name of the last call that was written to its overflow folder before this thread began; empty: none was. */
  overflowed: string;
  /** Runs that are alive already, where this thread takes the place of one that failed. */
  alive: readonly string[];
  pace: Pace;
}

/** Times, in milliseconds; left out: the usual ones. */
export interface Pace {
  heartbeat?: number;
  sample?: number;
  firstPause?: number;
  longestPause?: number;
  progress?: number;
}

/** A run whose system metrics are sampled. */
export interface FollowedRun {
  run: string;
  /** Milliseconds since 1970: samples are numbered by the second since then. */
  began: number;
  /** [examples, tokens] that were worked through, shared with the thread that counts them. */
  work: BigInt64Array<SharedArrayBuffer>;
}

/** What the training thread sends. A request has an id, by which it is answered. */
export type ToRecorder =
  | { id: number; call: Call }
  | { id: number; ask: 'flush' | 'close' }
  /** A call that the training thread wrote to the spool's overflow folder. */
  | { overflow: string }
  | { watch: string }
  | { unwatch: string }
  | { follow: FollowedRun }
  | { unfollow: string };

/** What the recorder's thread sends. */
export type FromRecorder = { id: number; error?: SentError } | { line: string };

/** An error as structured clone keeps it, which drops what a class adds to Error. */
export interface SentError {
  /** Code and path of an ExpectedError; null for any other. */
  expected: { code: string; path: readonly string[] } | null;
  message: string;
  stack?: string | undefined;
}
