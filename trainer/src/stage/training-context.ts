/** One training step, as it is told to the outside. */
export interface StepEvent {
  /** Counted from 1. */
  step: number;
  steps: number;
  /** Passes over the training examples finished so far, fractions included. */
  epoch: number;
  /** Examples in this step's batch. */
  examples: number;
  /** Value by name: `loss`, the loss's parts, `learningRate`, `gradientNorm`. */
  metrics: Record<string, number>;
}

/** What a stage gets from whoever runs it: where its randomness starts, when to stop, whom to tell. */
export interface StageContext {
  seed: number;
  /** Once aborted, the stage throws the signal's reason after the step in progress. */
  signal: AbortSignal;
  onStep(event: StepEvent): void;
}
