import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { objectiveNames } from '@stillhouse/trainer/recipe/known-keys.ts';
import { presetNames } from '@stillhouse/trainer/recipe/preset.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { planObjectives } from '@stillhouse/trainer/stage/plan-objectives.ts';
import { describe, expect, it } from 'vitest';

/** The networks alone are planned, and a preset's checkpoint is not fetched. */
const set = ['data.limit={train: 20, dev: 5}', 'teacher.from=null', 'student.from=null'];

/** @param objectives names, or with settings */
async function plan(preset: string, objectives: readonly (string | object)[], more: readonly string[] = []) {
  const names = objectives.filter((objective) => typeof objective === 'string');
  const recipe = await resolveRecipe({
    task: 'synthetic-sentiment',
    recipe: preset,
    ...(names.length > 0 ? { objectives: names } : {}),
    set: [...set, ...(names.length > 0 ? [] : [`objectives=${JSON.stringify(objectives)}`]), ...more],
  });
  const data = await loadData(recipe.data, null);
  const tokenizer = learnTokenizer(data.train.examples, { size: 300, lowercase: true });
  const folders = { teacher: null, student: null, keys: null };
  const prepared = { ...data, tokenizer, studentTokenizer: tokenizer, folders };
  return { recipe, prepared, planned: await planObjectives({ recipe }, prepared) };
}

async function refusalOf(...asked: Parameters<typeof plan>): Promise<ExpectedError | null> {
  try {
    await plan(...asked);
    return null;
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'BAD_INPUT') return error;
    throw error;
  }
}

describe('each preset plans every objective', () => {
  /** Demo's student has one layer and two heads. */
  const refused: Record<string, Record<string, string>> = {
    demo: { pkd: 'student.layers', tinybert: 'student.heads', minilm: 'student.heads' },
  };

  it('that its networks can hold, and names the field that keeps another from it', async () => {
    for (const preset of await presetNames()) {
      const refusals: Record<string, string> = {};
      for (const objective of objectiveNames) {
        const refusal = await refusalOf(preset, [objective]);
        if (refusal) refusals[objective] = refusal.path.join('.');
      }
      expect(refusals, preset).toEqual(refused[preset] ?? {});
    }
  });

  it.each(['pkd', 'tinybert', 'minilm'])(
    'and %s too, once the demo is given what the refusal says',
    async (objective) => {
      const advice = /Set (student\.\w+=\d+)/.exec(
        (await refusalOf('demo', [objective]))?.message ?? '',
      )?.[1];
      expect(advice).toBeDefined();
      expect(await refusalOf('demo', [objective], [advice ?? ''])).toBeNull();
    },
  );

  it('with a projection where the widths differ, and not where the recipe wants none', async () => {
    for (const name of ['pkd', 'distilbert']) {
      expect(await refusalOf('small', [name])).toBeNull();
      const refusal = await refusalOf('small', [{ name, projection: 'none' }]);
      expect(refusal?.path).toEqual(['student', 'hidden']);
      expect(refusal?.message).toContain('Set student.hidden=256, or projection=linear of this objective.');
    }
  });
});

describe('before anything is trained', () => {
  it('an objective with nothing to learn by is refused by its place in the recipe', async () => {
    const objectives = [{ name: 'kd' }, { name: 'tinybert', softLabels: 0 }];
    expect((await refusalOf('tiny', objectives))?.path).toEqual(['objectives', '1', 'softLabels']);
  });

  it('a teacher with fewer layers than TinyBERT needs is refused', async () => {
    const refusal = await refusalOf('tiny', ['tinybert'], ['teacher.layers=1']);
    expect(refusal?.path).toEqual(['student', 'layers']);
    expect(refusal?.message).toContain('student.layers is 2, and the teacher has 1. Set student.layers=1');
  });

  it('a student that reads other tokens is refused what compares token by token, and nothing else', async () => {
    const refusals: string[] = [];
    for (const objective of objectiveNames) {
      const { recipe, prepared } = await plan('tiny', [objective]);
      const studentTokenizer = learnTokenizer(prepared.train.examples, { size: 70, lowercase: true });
      await planObjectives({ recipe }, { ...prepared, studentTokenizer }).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'BAD_INPUT', path: ['student', 'from'] });
        refusals.push(objective);
      });
    }
    expect(refusals).toEqual(['distilbert', 'tinybert', 'minilm']);
  });
});

describe('of a teacher that is known by its predictions alone', () => {
  const blackBox = ['blackBox={predictions: teacher.tsv}'];

  it('nothing else may be needed, and what needs nothing else because of its weights is planned', async () => {
    const refused: string[] = [];
    for (const objective of objectiveNames) {
      const refusal = await refusalOf('tiny', [objective], blackBox);
      if (refusal) refused.push(objective);
      else expect(['fine-tune', 'kd', 'dml']).toContain(objective);
    }
    expect(refused).toHaveLength(objectiveNames.length - 3);
    for (const weights of [
      { name: 'pkd', clsStates: 0 },
      { name: 'rkd', distance: 0, angle: 0 },
      { name: 'distilbert', cosine: 0 },
      { name: 'tinybert', layersFirst: 0 },
      { name: 'minilm', attention: 0, values: 0 },
      { name: 'reaugkd', relation: 0 },
    ])
      expect(await refusalOf('tiny', [weights], blackBox), weights.name).toBeNull();
  });
});

describe("of the teacher's outputs", () => {
  it('its network is kept for what is told token by token alone', async () => {
    const keeping: string[] = [];
    for (const objective of objectiveNames)
      if ((await plan('tiny', [objective])).planned.keepsNetwork) keeping.push(objective);
    expect(keeping).toEqual(['distilbert', 'tinybert', 'minilm']);
  });

  it('[CLS] states are kept for each objective in turn as long as they fit, and it is said of which they do not', async () => {
    const objectives = ['rkd', 'pkd', 'sp', 'kd'];
    const { recipe, prepared, planned } = await plan('tiny', objectives);
    expect(planned).toEqual({
      clsStates: [[4], [2], [4], []],
      recomputed: [],
      keepsNetwork: false,
      notes: [],
    });
    const layer = 4 * prepared.train.examples.length * recipe.teacher.hidden;
    const short = await planObjectives({ recipe }, prepared, 2 * layer - 1);
    expect(short).toMatchObject({ clsStates: [[4], [], [4], []], recomputed: [1], keepsNetwork: true });
    expect(short.notes).toEqual([
      expect.stringMatching(
        /^pkd: the teacher's \[CLS\] states \(1 layer × 15 examples × 16\) do not fit the .* MiB/,
      ),
    ]);
    const none = await planObjectives({ recipe }, prepared, 0);
    expect(none.recomputed).toEqual([0, 1, 2]);
    expect(none.notes).toHaveLength(3);
  });
});
