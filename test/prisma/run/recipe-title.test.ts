import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import { recipeTitle } from '@stillhouse/prisma/run/recipe-title.ts';
import { describe, expect, it } from 'vitest';

const student = (objective: unknown) =>
  recipeTitle(
    {
      encoder: { layers: 2, hidden: 64 },
      objective,
      teacher: { encoder: { layers: 4, hidden: 128 } },
    },
    'STUDENT',
    'run',
  );

describe("a student's title", () => {
  it.each(Object.entries(objectivePapers).filter(([name]) => name !== 'sum'))(
    'names %s as papers do, and both networks',
    (name, { title }) => {
      expect(student({ name })).toBe(`${title} 2×64 from 4×128`);
    },
  );

  it("names a sum's members", () => {
    const terms = [{ objective: { name: 'kd' } }, { objective: { name: 'rkd' } }];
    expect(student({ name: 'sum', terms })).toBe('KD + RKD 2×64 from 4×128');
  });

  it('keeps the name of an objective that is not known here', () => {
    expect(student({ name: 'toString' })).toBe('toString 2×64 from 4×128');
  });
});
