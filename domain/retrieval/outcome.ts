/** What retrieval did to one prediction: the student alone against the fused prediction. */
export const outcomes = ['BOTH_RIGHT', 'HELPED', 'HURT', 'BOTH_WRONG'] as const;
export type Outcome = (typeof outcomes)[number];

/** @param student class predicted by the student alone; @param fused class predicted with retrieval */
export function outcomeOf(gold: number, student: number, fused: number): Outcome {
  if (student === gold) return fused === gold ? 'BOTH_RIGHT' : 'HURT';
  return fused === gold ? 'HELPED' : 'BOTH_WRONG';
}
