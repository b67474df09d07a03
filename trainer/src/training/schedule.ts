/**
 * Learning rate by step: a linear rise over the first `warmup` share of the steps, then a linear fall that would reach 0 one step after the last.
 *
 * @param peak highest learning rate, reached at the end of the rise
 * @param warmup share of all steps, in [0, 1]
 * @returns rate of step 0 … steps − 1; never 0
 */
export function linearSchedule(peak: number, warmup: number, steps: number): (step: number) => number {
  const rising = Math.min(steps, Math.round(warmup * steps));
  return (step) =>
    step < rising
      ? (peak * (step + 1)) / (rising + 1)
      : (peak * (steps - step)) / Math.max(1, steps - rising);
}

/** Number of steps of `epochs` passes over `examples` in batches, the last of a pass perhaps smaller; at least 1. */
export function stepsOf(examples: number, batchSize: number, epochs: number): number {
  return Math.max(1, Math.round(epochs * Math.ceil(examples / batchSize)));
}
