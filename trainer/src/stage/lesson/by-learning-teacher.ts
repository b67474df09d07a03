import { join } from 'node:path';
import { shuffled } from '@stillhouse/domain/random/random.ts';
import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import { batchOf, encodeExamples } from '../../data/batch.ts';
import { bert, type EncoderInputs } from '../../model/bert.ts';
import { withoutGradient } from '../../model/operations/without-gradient.ts';
import { kdOf } from '../../objective/kd.ts';
import { teachingLoss } from '../../objective/metadistil.ts';
import { needed } from '../../objective/objective.ts';
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
 * MetaDistil (Zhou et al. 2022, algorithm 1): a copy of the finished teacher learns to teach. In each step the student takes a virtual step
 * of KD, its teacher moves so that this step would have done better on a quiz, and then the student learns from it by KD. The quiz is
 * a part of the training examples that the student is not trained on. The knowledge base is the finished teacher's.
 */
export async function byLearningTeacher(
  recipe: ObjectiveOf<'metadistil'>,
  { job, data, teacher }: LessonSetting,
): Promise<Lesson> {
  return {
    teacher: teacher.run,
    async train(pupil, context) {
      const { examples } = pupil;
      const { kind } = examples.task;
      const classes = outputWidth(examples.task);
      const { training } = pupil.recipe;
      const own = await newEncoder({ ...pupil, classes, seed: context.seed });
      const finished = await newEncoder({
        recipe: { ...job.recipe.teacher, from: join(job.checkpoints, teacher.run) },
        tokenizer: data.tokenizer,
        classes,
        maxTokens: pupil.maxTokens,
        seed: job.teacherSeed,
      });
      return keepFirst([own, finished], async ([student, guide]) => {
        const dropout = randomFor(context.seed, 'dropout');
        const quizzes = randomFor(context.seed, 'quiz');
        const encoded = encodeExamples(student.tokenizer, examples.examples, student.maxTokens);
        const guided = readerOf(guide, examples);
        const parted = partQuiz(encoded.size, recipe.quiz, context.seed);
        const forward = (inputs: EncoderInputs) => (weights: Parameters<typeof bert>[0]) =>
          bert(weights, student.config, inputs, ['logits'], null).logits;
        const logitsOf = (inputs: EncoderInputs) => constantOutputs(guide, inputs, { logits: true });
        await trainNetworks(
          {
            ...pupil,
            training,
            trainedOn: parted.lesson,
            encoder: student,
            randoms: { dropout, quiz: quizzes },
            updates: [
              {
                name: 'teacher',
                parameters: parametersFrom(guide.weights, 'teacher.'),
                training: {
                  ...training,
                  learningRate: training.learningRate * recipe.teacherLearningRate,
                },
                lossOf(batch) {
                  const inputs = inputsOf(batch);
                  const asked = guided(batch.indices);
                  const quiz = batchOf(encoded, draw(parted.quiz, recipe.quizBatchSize, quizzes));
                  return teachingLoss(
                    recipe,
                    { kind },
                    {
                      weights: student.weights,
                      lesson: forward(inputs),
                      quiz: forward(inputsOf(quiz)),
                      lessonLabels: labelsOf(batch, examples),
                      quizLabels: labelsOf(quiz, examples),
                      fixedTeacher: needed(logitsOf(asked), 'logits'),
                      teacher: needed(networkOutputs(guide, asked, { logits: true }, 'cls', null), 'logits'),
                      rate: recipe.virtualLearningRate ?? training.learningRate,
                      constant: (run) => withoutGradient(inputs.mask, run),
                    },
                  );
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

/** Positions of the examples that are learned from and of those that quizzes are made of; at least one of each. */
export function partQuiz(
  size: number,
  share: number,
  seed: number,
): { lesson: Int32Array; quiz: Int32Array } {
  const order = shuffled([...Array(size).keys()], randomFor(seed, 'quiz examples'));
  const quiz = Math.min(size - 1, Math.max(1, Math.round(size * share)));
  return { lesson: Int32Array.from(order.slice(quiz)), quiz: Int32Array.from(order.slice(0, quiz)) };
}

/** Some of the positions, with replacement. */
function draw(positions: Int32Array, count: number, random: { below(bound: number): number }): Int32Array {
  return Int32Array.from({ length: count }, () => positions[random.below(positions.length)] ?? 0);
}
