import { readFileSync } from 'node:fs';
import { scoreFunctions } from '@stillhouse/domain/score/scores-of.ts';
import type { ScoreName } from '@stillhouse/domain/task/task.ts';
import { describe, expect, it } from 'vitest';

interface Case {
  name: string;
  gold: number[];
  predicted: number[];
  scores: Partial<Record<ScoreName, number | null>>;
  /** Scores that SciPy leaves undefined because a side is constant; null here. */
  undefined: ScoreName[];
}

// Recipe: test/fixtures/scores/scores.py
const witness: Record<'classification' | 'correlation', Case[]> = JSON.parse(
  readFileSync(new URL('../../fixtures/scores/scores.json', import.meta.url), 'utf8'),
);

describe.each([
  ['scikit-learn', witness.classification],
  ['SciPy', witness.correlation],
])('what %s says, to 1e-9', (_library, cases) => {
  it.each(cases)('$name', ({ gold, predicted, scores }) => {
    for (const [name, expected] of Object.entries(scores)) {
      const found = scoreFunctions[name as ScoreName](gold, predicted);
      if (found === null || expected === null) {
        expect(found, name).toBe(expected);
        continue;
      }
      expect(Math.abs(found - expected), `${name}: ${found} for ${expected}`).toBeLessThanOrEqual(1e-9);
    }
  });
});

describe('the cases', () => {
  it('hold each score and each side that is constant', () => {
    const all = [...witness.classification, ...witness.correlation];
    expect(new Set(all.flatMap(({ scores }) => Object.keys(scores)))).toEqual(
      new Set(Object.keys(scoreFunctions)),
    );
    expect(all.filter((one) => one.undefined.length > 0)).toHaveLength(3);
  });
});
