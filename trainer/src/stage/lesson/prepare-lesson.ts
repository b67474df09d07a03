import type { JointObjective, ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { trainStudent } from '../student/train-student.ts';
import { alongRoute } from './along-route.ts';
import { besideTeacher } from './beside-teacher.ts';
import { byLearningTeacher } from './by-learning-teacher.ts';
import { fromFriendlyTeacher } from './from-friendly-teacher.ts';
import type { Lesson, LessonSetting } from './lesson.ts';
import { throughAssistants } from './through-assistants.ts';
import { withPeer } from './with-peer.ts';

type Prepare<Name extends JointObjective['name']> = (
  recipe: Extract<JointObjective, { name: Name }>,
  setting: LessonSetting,
) => Promise<Lesson>;

/** Every objective in which more than the student is trained. A name without an entry here does not compile. */
const lessons: { [Name in JointObjective['name']]: Prepare<Name> } = {
  takd: throughAssistants,
  rco: alongRoute,
  dml: withPeer,
  prokt: besideTeacher,
  sftn: fromFriendlyTeacher,
  metadistil: byLearningTeacher,
};

/** Makes all that a student's training needs: where others have to be trained before it, they are, as runs of their own. */
export async function prepareLesson(objective: ObjectiveRecipe, setting: LessonSetting): Promise<Lesson> {
  if (isJoint(objective)) return jointLesson(objective, setting);
  const { run, outputs } = setting.teacher;
  return {
    teacher: run,
    train: (pupil, context) => trainStudent({ ...pupil, objective, teacher: outputs }, context),
  };
}

function jointLesson<Name extends JointObjective['name']>(
  recipe: Extract<JointObjective, { name: Name }>,
  setting: LessonSetting,
): Promise<Lesson> {
  const prepare: Prepare<Name> = lessons[recipe.name as Name];
  return prepare(recipe, setting);
}

function isJoint(objective: ObjectiveRecipe): objective is JointObjective {
  return Object.hasOwn(lessons, objective.name);
}
