import type { BlackBox } from './black-box.ts';
import type { EncoderRecipe } from './encoder.ts';
import type { ObjectiveOf, ObjectiveRecipe } from './objective.ts';
import type { Pipeline } from './pipeline.ts';

/** Recipe of a TEACHER run: everything that shapes the teacher, its head and its knowledge base, whose dimension is the student's width. */
export function teacherRecipe(pipeline: Pipeline): Record<string, unknown> {
  const { data, teacher, head, student } = pipeline;
  const route = routeAnchors(pipeline);
  const kept = route.length > 0 ? { route } : {};
  return { kind: 'teacher', data, encoder: teacher, head, dimension: student.hidden, ...kept };
}

/** In how many parts students of RCO go along the teacher's own training, each number once; empty where none does. */
export function routeAnchors({ objectives }: Pipeline): number[] {
  const anchors = objectives.flatMap((objective) => (objective.name === 'rco' ? [objective.anchors] : []));
  return [...new Set(anchors)].sort((a, b) => a - b);
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

/** Recipe of an assistant, a STUDENT run between teacher and student; its encoder is added. @param above sizes of the network that it learns from */
export function assistantRecipe(
  { data, teacher, head }: Pipeline,
  objective: ObjectiveRecipe,
  above: Pick<EncoderRecipe, 'layers' | 'hidden' | 'heads' | 'intermediate'>,
): Record<string, unknown> {
  const { layers, hidden, heads, intermediate } = above;
  const encoder = { ...teacher, layers, hidden, heads, intermediate };
  return { kind: 'assistant', data, objective, teacher: { encoder, head } };
}

/** Recipe of a TEACHER run that is trained with branches of the student. */
export function friendlyTeacherRecipe(
  { data, teacher, student }: Pipeline,
  objective: ObjectiveOf<'sftn'>,
): { encoder: EncoderRecipe } & Record<string, unknown> {
  return { kind: 'teacher', data, encoder: teacher, objective, student };
}
