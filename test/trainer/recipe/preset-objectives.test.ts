import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { objectiveNames } from '@stillhouse/trainer/recipe/known-keys.ts';
import { presetNames } from '@stillhouse/trainer/recipe/preset.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { planObjectives } from '@stillhouse/trainer/stage/plan-objectives.ts';
import { expect, it } from 'vitest';

/** The field that a preset's refusal of an objective names; the others of `objectiveNames` are possible. */
const unequal = {
  pkd: 'student.hidden',
  distilbert: 'student.hidden',
  tinybert: 'student.heads',
  minilm: 'student.heads',
};
const refused = { base: {}, demo: unequal, small: unequal, tiny: {} };

/** The fields named by refusals of one preset, by objective. */
async function refusalsOf(preset: string): Promise<Record<string, string>> {
  const refusals: Record<string, string> = {};
  for (const objective of objectiveNames) {
    const recipe = await resolveRecipe({
      task: 'synthetic-sentiment',
      recipe: preset,
      objectives: [objective],
      // The networks alone are planned, and a preset's checkpoint is not fetched.
      set: ['data.limit={train: 20, dev: 5}', 'teacher.from=null', 'student.from=null'],
    });
    const data = await loadData(recipe.data, null);
    const tokenizer = learnTokenizer(data.train.examples, { size: 300, lowercase: true });
    const folders = { teacher: null, student: null, keys: null };
    const prepared = { ...data, tokenizer, studentTokenizer: tokenizer, folders };
    await planObjectives({ recipe }, prepared).catch((error: unknown) => {
      if (!(error instanceof ExpectedError) || error.code !== 'BAD_INPUT') throw error;
      refusals[objective] = error.path?.join('.') ?? '';
    });
  }
  return refusals;
}

it('each preset plans every objective that fits its networks, and names the field that keeps another from it', async () => {
  const found: Record<string, Record<string, string>> = {};
  for (const preset of await presetNames()) found[preset] = await refusalsOf(preset);
  expect(found).toEqual(refused);
});
