/** How far a piece of work is. */
export interface ProgressEvent {
  /** Counted from 1. */
  step: number;
  steps: number;
  /** Examples (or bytes) worked through in this step. */
  examples: number;
  /** The loss of this step; left out where there is none. */
  loss?: number | undefined;
}

/** What is counted. */
export type ProgressUnit = 'examples' | 'bytes';

/** One piece of work, on screen. */
export interface ProgressBar {
  update(event: ProgressEvent): void;
  /** Leaves one line that says how it ended. @param result such as `accuracy 86.2` */
  end(result?: string): void;
}

/** What the person who waits sees of the work. */
export interface Progress {
  /** Begins a piece of work; the one before has ended. Where bytes are its unit, so are steps. */
  begin(title: string, unit?: ProgressUnit): ProgressBar;
  /** A line between two pieces of work, or above the one that goes on. */
  say(line: string): void;
}
