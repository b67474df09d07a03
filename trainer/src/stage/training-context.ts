import type { LoopCheckpoints } from '../training/loop.ts';
import type { LoopState } from '../training/loop-state.ts';

/** One training step, as it is told to the outside. */
export interface StepEvent {
  /** Counted from 1. */
  step: number;
  steps: number;
  /** Passes over the training examples finished so far, fractions included. */
  epoch: number;
  /** Examples in this step's batch. */
  examples: number;
  /** Tokens of these examples, padding not counted; left out where no text was read. */
  tokens?: number;
  /** Value by name: `loss`, the loss's parts, `learningRate`, `gradientNorm`. */
  metrics: Record<string, number>;
}

/** Where a stage keeps its state, and finds the one to go on from. */
export interface StageCheckpoints extends LoopCheckpoints {
  /** The last state that was saved; null where the stage begins. */
  load(): Promise<LoopState | null>;
}

/** What a stage gets from whoever runs it: where its randomness starts, when to stop, whom to tell. */
export interface StageContext {
  seed: number;
  /** Once aborted, the stage throws the signal's reason after the step in progress. */
  signal: AbortSignal;
  onStep(event: StepEvent): void;
  /** What the weights after a step say of the held-out examples, value by name. */
  onEvaluation?(step: number, metrics: Record<string, number>): void;
  /** Left out: nothing is kept, and the stage begins at its beginning. */
  checkpoints?: StageCheckpoints | null;
}
