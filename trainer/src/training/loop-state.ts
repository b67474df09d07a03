import type { BatchPosition } from './batch-order.ts';
import type { Best } from './held-out.ts';
import type { LossWatchState } from './loss-watch.ts';
import type { NamedArray } from './named-array.ts';

/** Everything of a loop between two steps that is no array; JSON. */
export interface LoopPosition {
  /** Steps taken. */
  step: number;
  /** Examples seen, repeated ones counted again. */
  examples: number;
  /** Whether training is over: all steps are taken, or it was stopped early. */
  done: boolean;
  order: BatchPosition;
  /** State of each random source by name. */
  randoms: Record<string, number>;
  /** Steps of each update's optimizer, by the update's name. */
  optimizerSteps: Record<string, number>;
  loss: Record<string, LossWatchState | null>;
  best: Best | null;
}

/** A loop between two steps: what it goes on from, bit for bit on the same backend. */
export interface LoopState {
  position: LoopPosition;
  /** Weights by `weights.<parameter>`, the result where training is done; before that moments by `<update>.first.<parameter>` and `<update>.second.<parameter>`. */
  tensors: Record<string, NamedArray>;
  /** The best weights by parameter; null where nothing was evaluated yet, and where training is done. */
  best: Record<string, NamedArray> | null;
}
