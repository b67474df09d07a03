import { join } from 'node:path';
import type { ObjectiveOf } from '@stillhouse/domain/recipe/objective.ts';
import { kdOf } from '../../objective/kd.ts';
import { trainStudent } from '../student/train-student.ts';
import { readRoute, routeSteps } from '../teacher/teacher-route.ts';
import { type CachedTeacher, teacherSource } from '../teacher/teacher-source.ts';
import type { Lesson, LessonSetting } from './lesson.ts';

interface RouteSetting {
  job: Pick<LessonSetting['job'], 'recipe' | 'checkpoints'>;
  data: Pick<LessonSetting['data'], 'train'>;
  teacher: Pick<LessonSetting['teacher'], 'run' | 'outputs'>;
}

/**
 * Route-constrained optimization (Jin et al. 2019): KD from what the teacher said at successive points of its own training, each for an
 * equal share of the student's steps, the finished teacher last.
 */
export async function alongRoute(
  recipe: ObjectiveOf<'rco'>,
  { job, data, teacher }: RouteSetting,
): Promise<Lesson> {
  const { outputs, run } = teacher;
  const steps = routeSteps(job.recipe.teacher.training, data.train.examples.length, recipe.anchors);
  const route = await readRoute(join(job.checkpoints, run), steps);
  const anchors: CachedTeacher[] = [...route.map((logits) => ({ ...outputs, logits })), outputs];
  const objective = kdOf(recipe);
  return {
    teacher: run,
    async train(pupil, context) {
      const needs = { logits: true };
      const sources = anchors.map((anchor) => teacherSource({ ...pupil, teacher: anchor, needs }));
      return trainStudent(
        {
          ...pupil,
          objective,
          teacher: outputs,
          teacherOf(batch, inputs, now, share) {
            const source = sources[Math.floor(share * sources.length)];
            if (!source) throw new RangeError(`There is no anchor at ${share} of the steps.`);
            return source(batch, inputs, now, share);
          },
        },
        context,
      );
    },
  };
}
