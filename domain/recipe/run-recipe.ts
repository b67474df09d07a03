import type { BlackBox } from './black-box.ts';
import type { ObjectiveRecipe } from './objective.ts';
import type { Pipeline } from './pipeline.ts';

/** Recipe of a TEACHER run: everything that shapes the teacher, its head and its knowledge base, whose dimension is the student's width. */
export function teacherRecipe(pipeline: Pipeline): Record<string, unknown> {
  const { data, teacher, head, student } = pipeline;
  return { kind: 'teacher', data, encoder: teacher, head, dimension: student.hidden };
}

/** Recipe of a TEACHER run of which only predictions are known. @param digest sha256 of their file */
export function blackBoxRecipe(
  { data }: Pipeline,
  { values, keys }: BlackBox,
  digest: string,
): Record<string, unknown> {
  return { kind: 'teacher', data, blackBox: { predictions: digest, values, keys } };
}

/** Recipe of a STUDENT run under one objective: the teacher's recipe is part of it, its run and seed are not. */
export function studentRecipe(pipeline: Pipeline, objective: ObjectiveRecipe): Record<string, unknown> {
  return {
    kind: 'student',
    data: pipeline.data,
    encoder: pipeline.student,
    objective,
    retrieval: pipeline.retrieval,
    teacher: pipeline.blackBox
      ? { blackBox: pipeline.blackBox }
      : { encoder: pipeline.teacher, head: pipeline.head },
  };
}
