import { objective } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import { describeObjective } from '@stillhouse/trainer/command/describe-objective.ts';
import { objectiveNames } from '@stillhouse/trainer/recipe/known-keys.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { describe, expect, it } from 'vitest';

describe.each(objectiveNames)('%s is described', (name) => {
  const { name: known, ...settings } = objective.parse({ name });
  const { loss, ours } = objectivePapers[known];

  it('by a loss that names each of its weights, and by fields that it has', () => {
    const weights = Object.entries(settings).filter(
      ([field, value]) => typeof value === 'number' && /Labels$|^peer$|^proximal$/.test(field),
    );
    for (const [field] of weights) expect(loss).toContain(field);
    expect(Object.keys(settings)).toEqual(expect.arrayContaining([...ours]));
  });

  it('by settings that --set takes as they stand', async () => {
    const line = describeObjective(name)
      .split('\n')
      .find((each) => each.startsWith('  settings'));
    const fields = (line ?? '').replace('  settings  ', '').replaceAll(/ \(or [^)]*\)/g, '');
    const set = fields.split(/, (?=\w+=)/).filter((each) => each !== '');
    const asked = { task: 'rte', recipe: 'tiny', objectives: [name] };
    const recipe = await resolveRecipe({ ...asked, set: set.map((each) => `objectives.${name}.${each}`) });
    expect(recipe.objectives).toEqual([{ name, ...settings }]);
    expect(set).toHaveLength(Object.keys(settings).length);
  });
});

it('the paper, what is needed and the choices of a setting are said', () => {
  expect(describeObjective('pkd')).toBe(
    `pkd
  paper     Sun et al. 2019, Patient Knowledge Distillation for BERT Model Compression
  loss      hardLabels · CE(gold) + softLabels · T² · KL(teacher ‖ student) + clsStates · ‖ŝ − t̂‖² of normalized [CLS] states, mean over the layers below the last
  student   logits, [CLS] states of layers 1, 2, 3, 4, 5
  teacher   logits, [CLS] states of layers 2, 4, 6, 8, 10
  settings  hardLabels=0.5, softLabels=0.5, labelTemperature=10, clsStates=0.13, layers=skip (or last), projection=where-needed (or none, linear)
  ours      hardLabels, softLabels, labelTemperature, clsStates, projection`,
  );
});
