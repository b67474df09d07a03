export const verdicts = ['HELPS', 'HURTS', 'UNDECIDED'] as const;
export type Verdict = (typeof verdicts)[number];

/** Largest p-value that counts as evidence. */
export const significance = 0.05;

/** What a gain and its test say: HELPS or HURTS if p is below 0.05, else, and without a test, UNDECIDED. */
export function verdictOf(gain: number | null, pValue: number | null): Verdict {
  if (gain === null || pValue === null || pValue >= significance || gain === 0) return 'UNDECIDED';
  return gain > 0 ? 'HELPS' : 'HURTS';
}
