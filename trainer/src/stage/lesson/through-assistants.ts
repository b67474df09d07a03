import { join } from 'node:path';
import type { EncoderRecipe, StudentEncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { assistantRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { kdOf } from '../../objective/kd.ts';
import { trainStudent } from '../student/train-student.ts';
import { distilledFrom } from './distilled-from.ts';
import type { Lesson, LessonSetting } from './lesson.ts';
import { type Guide, runNetwork } from './run-network.ts';

type Size = Pick<EncoderRecipe, 'layers' | 'hidden' | 'heads' | 'intermediate'>;

/**
 * TAKD (Mirzadeh et al. 2020): KD through assistants, each a STUDENT run that learns from the network before it, the first from the
 * teacher. The student learns from the last. Where the student begins as layers of its teacher, an assistant as wide as the network that it
 * learns from begins as layers of that, by the same rule.
 */
export async function throughAssistants(
  recipe: ObjectiveOf<'takd'>,
  setting: LessonSetting,
): Promise<Lesson> {
  const { job, teacher } = setting;
  const sizes = recipe.assistants ?? [halfway(job.recipe.teacher, job.recipe.student)];
  let guide: Guide = { run: teacher.run, outputs: teacher.outputs };
  let above: Size = job.recipe.teacher;
  for (const [i, size] of sizes.entries()) {
    guide = await runAssistant({ name: `takd/assistant-${i + 1}`, size, above, guide, recipe }, setting);
    above = size;
  }
  return distilledFrom(guide, recipe);
}

interface Assistant {
  name: string;
  size: Size;
  /** Of the network that it learns from. */
  above: Size;
  guide: Guide;
  recipe: ObjectiveOf<'takd'>;
}

function runAssistant(
  { name, size, above, guide, recipe }: Assistant,
  setting: LessonSetting,
): Promise<Guide> {
  const { job, data } = setting;
  const objective = kdOf(recipe);
  const initialize = initializeOf(job.recipe.student, size, above);
  const encoder: StudentEncoderRecipe = { ...job.recipe.student, ...size, from: null, initialize };
  return runNetwork(
    {
      kind: 'STUDENT',
      name,
      recipe: { ...assistantRecipe(job.recipe, objective, above), encoder },
      teacher: guide.run,
      train: (context) =>
        trainStudent(
          {
            recipe: encoder,
            copied: initialize && { folder: join(job.checkpoints, guide.run), choice: initialize },
            objective,
            examples: data.train,
            heldOut: data.heldOut,
            tokenizer: data.studentTokenizer,
            maxTokens: job.recipe.data.maxTokens,
            teacher: guide.outputs,
          },
          context,
        ),
    },
    setting,
  );
}

function initializeOf(
  { from, initialize }: StudentEncoderRecipe,
  size: Size,
  above: Size,
): StudentEncoderRecipe['initialize'] {
  const fits =
    size.layers <= above.layers &&
    (['hidden', 'heads', 'intermediate'] as const).every((field) => size[field] === above[field]);
  // A list of layers is the student's own.
  return fits && from === null && typeof initialize === 'string' ? initialize : null;
}

/** Between the two sizes, with the student's number of heads. */
export function halfway(teacher: Size, { layers, hidden, heads, intermediate }: Size): Size {
  const middle = (a: number, b: number) => Math.round((a + b) / 2);
  return {
    layers: middle(teacher.layers, layers),
    hidden: heads * Math.round((teacher.hidden + hidden) / 2 / heads),
    heads,
    intermediate: middle(teacher.intermediate, intermediate),
  };
}
