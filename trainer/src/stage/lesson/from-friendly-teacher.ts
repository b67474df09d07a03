import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { friendlyTeacherRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import { encoderConfig, newEncoder } from '../encoder/new-encoder.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { StageContext } from '../training-context.ts';
import { distilledFrom } from './distilled-from.ts';
import type { Lesson, LessonSetting } from './lesson.ts';
import { runNetwork } from './run-network.ts';
import { trainFriendlyTeacher } from './train-friendly-teacher.ts';

/**
 * SFTN (Park et al. 2021): a teacher that is trained together with branches of the student on its layers, as a TEACHER run of its own; the
 * student then learns from it by KD. The knowledge base stays that of the recipe's teacher.
 */
export async function fromFriendlyTeacher(
  recipe: ObjectiveOf<'sftn'>,
  setting: LessonSetting,
): Promise<Lesson> {
  const { job, data } = setting;
  const guide = await runNetwork(
    {
      kind: 'TEACHER',
      name: 'sftn/teacher',
      recipe: friendlyTeacherRecipe(job.recipe, recipe),
      teacher: null,
      train: (context) => trainTeacher(recipe, setting, context),
    },
    setting,
  );
  return distilledFrom(guide, recipe);

  async function trainTeacher(
    objective: ObjectiveOf<'sftn'>,
    { seed }: LessonSetting,
    context: StageContext,
  ): Promise<TrainedEncoder> {
    const { maxTokens } = job.recipe.data;
    const classes = outputWidth(data.task);
    const student = await encoderConfig(
      { ...job.recipe.student, from: data.folders.student },
      data.studentTokenizer,
      maxTokens,
    );
    const encoder = await newEncoder({
      recipe: { ...job.recipe.teacher, from: data.folders.teacher },
      tokenizer: data.tokenizer,
      classes,
      maxTokens,
      seed,
    });
    try {
      await trainFriendlyTeacher(
        {
          encoder,
          student: { ...student, layers: job.recipe.student.layers },
          objective,
          training: job.recipe.teacher.training,
          examples: data.train,
          heldOut: data.heldOut,
        },
        context,
      );
      return encoder;
    } catch (error) {
      encoder.dispose();
      throw error;
    }
  }
}
