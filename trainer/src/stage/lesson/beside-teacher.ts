import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import { kdOf } from '../../objective/kd.ts';
import { proktTeacher } from '../../objective/prokt.ts';
import { randomFor } from '../../training/random.ts';
import { inputsOf } from '../encoder/encoder-inputs.ts';
import { constantOutputs, networkOutputs } from '../encoder/network-outputs.ts';
import { newEncoder } from '../encoder/new-encoder.ts';
import { readerOf } from '../encoder/reader.ts';
import { labelsOf, parametersFrom, trainNetworks } from '../encoder/train-networks.ts';
import { keepFirst } from './keep-first.ts';
import { learnFrom } from './learn-from.ts';
import type { Lesson, LessonSetting } from './lesson.ts';

/**
 * ProKT (Shi et al. 2021, algorithm 1): a teacher that begins where the recipe's teacher began learns beside the student. In each step it
 * moves towards the labels, held near the student as it is, and then the student learns from it by KD. This teacher is gone when the
 * student is trained; the knowledge base is the finished teacher's.
 */
export async function besideTeacher(
  recipe: ObjectiveOf<'prokt'>,
  { job, data, teacher }: LessonSetting,
): Promise<Lesson> {
  return {
    teacher: teacher.run,
    async train(pupil, context) {
      const { examples } = pupil;
      const { kind } = examples.task;
      const classes = outputWidth(examples.task);
      const own = await newEncoder({ ...pupil, classes, seed: context.seed });
      const beginning = await newEncoder({
        recipe: { ...job.recipe.teacher, from: data.folders.teacher },
        tokenizer: data.tokenizer,
        classes,
        maxTokens: pupil.maxTokens,
        seed: job.teacherSeed,
      });
      return keepFirst([own, beginning], async ([student, guide]) => {
        const dropout = randomFor(context.seed, 'dropout');
        const guideDropout = randomFor(context.seed, 'teacher dropout');
        const guided = readerOf(guide, examples);
        const guideLoss = proktTeacher(recipe, { kind });
        const { needs } = guideLoss;
        await trainNetworks(
          {
            ...pupil,
            training: pupil.recipe.training,
            encoder: student,
            randoms: { dropout, 'teacher dropout': guideDropout },
            updates: [
              {
                name: 'teacher',
                parameters: parametersFrom(guide.weights, 'teacher.'),
                training: job.recipe.teacher.training,
                lossOf(batch) {
                  const inputs = guided(batch.indices);
                  return guideLoss.evaluate({
                    student: networkOutputs(guide, inputs, needs.student, 'cls', guideDropout),
                    teacher: constantOutputs(student, inputsOf(batch), needs.teacher),
                    labels: labelsOf(batch, examples),
                    mask: inputs.mask,
                    weights: {},
                  });
                },
              },
              learnFrom({ guide, guided }, student, pupil, kdOf(recipe), dropout),
            ],
          },
          context,
        );
      });
    },
  };
}
