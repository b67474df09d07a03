/** What an evaluation of the current weights came to. */
export interface HeldOutValue {
  /** What decides which weights are the best; null where it is undefined, which never is the best. */
  value: number | null;
  /** Values to record, by name; undefined ones are left out. */
  metrics: Record<string, number>;
}

/** Watches examples that are not trained on. */
export interface HeldOut {
  /** Steps between two evaluations; the last step is always one. */
  every: number;
  better: 'higher' | 'lower';
  /** Evaluations in a row without a better one, undefined ones included, after which training stops; null: never. */
  patience: number | null;
  /** Draws from no random source of the training, and leaves no tensor behind. */
  evaluate(): Promise<HeldOutValue>;
}

/** The best evaluation so far. */
export interface Best {
  step: number;
  value: number;
  /** Evaluations since then. */
  since: number;
}

/** Whether a value is better than the best so far; one that is undefined or not a number never is. */
export function isBetter(
  value: number | null,
  best: Best | null,
  better: HeldOut['better'],
): value is number {
  if (value === null || Number.isNaN(value)) return false;
  if (best === null) return true;
  return better === 'higher' ? value > best.value : value < best.value;
}
