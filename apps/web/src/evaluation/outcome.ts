import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';

export interface OutcomeLook {
  title: string;
  /** One sentence that says what it means. */
  meaning: string;
  shape: '▲' | '▼' | '●' | '○';
  color: 'helped' | 'hurt' | 'ink-2';
}

const looks: Record<Outcome, OutcomeLook> = {
  BOTH_RIGHT: { title: 'Both right', meaning: 'Right alone and with retrieval', shape: '●', color: 'ink-2' },
  HELPED: { title: 'Helped', meaning: 'Wrong alone, right with retrieval', shape: '▲', color: 'helped' },
  HURT: { title: 'Hurt', meaning: 'Right alone, wrong with retrieval', shape: '▼', color: 'hurt' },
  BOTH_WRONG: { title: 'Both wrong', meaning: 'Wrong alone and with retrieval', shape: '○', color: 'ink-2' },
};

/** How an outcome is shown: word, shape and color. */
export function outcomeLook(outcome: Outcome): OutcomeLook {
  return looks[outcome];
}

/** Sum of the four counts. */
export function outcomeTotal(counts: {
  bothRight: number;
  helped: number;
  hurt: number;
  bothWrong: number;
}): number {
  return counts.bothRight + counts.helped + counts.hurt + counts.bothWrong;
}
