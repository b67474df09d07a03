import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ObjectiveName, ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { sameTokens } from '../data/same-tokens.ts';
import type { Objective } from '../objective/objective.ts';
import { ownObjectiveOf } from '../objective/registry.ts';
import { encoderConfig } from './encoder/new-encoder.ts';
import type { PipelineJob } from './pipeline-job.ts';
import type { PreparedData } from './prepare-data.ts';
import { clsStatesBudget, planTeacherOutputs, type TeacherPlan } from './teacher/plan-teacher-outputs.ts';
import { needsNetwork } from './teacher/teacher-source.ts';

/** What students find of their teacher, and what whoever waits should know of it. */
export interface ObjectivePlan extends TeacherPlan {
  notes: string[];
}

/**
 * Makes every objective of a job before anything is trained, so that one that does not fit the networks, or has nothing to learn by, is
 * refused at once.
 *
 * @param budget bytes of the teacher's [CLS] states that are kept; `clsStatesBudget` where it is left out
 * @throws ExpectedError BAD_INPUT with the path of the field to change
 */
export async function planObjectives(
  { recipe }: Pick<PipelineJob, 'recipe'>,
  data: Pick<PreparedData, 'tokenizer' | 'studentTokenizer' | 'folders' | 'task' | 'train'>,
  budget: number = clsStatesBudget,
): Promise<ObjectivePlan> {
  const { tokenizer, studentTokenizer, folders, task, train } = data;
  const { maxTokens } = recipe.data;
  const teacher = await encoderConfig({ ...recipe.teacher, from: folders.teacher }, tokenizer, maxTokens);
  const { layers } = recipe.student;
  const student = {
    ...(await encoderConfig({ ...recipe.student, from: folders.student }, studentTokenizer, maxTokens)),
    layers,
  };
  const objectives = recipe.objectives.map((objective, i): Objective => {
    const path = ['objectives', String(i)];
    return ownObjectiveOf(objective, { kind: task.kind, student, teacher, path });
  });
  if (recipe.blackBox) refuseBlackBox(recipe, objectives);
  if (!sameTokens(tokenizer, studentTokenizer)) refuseOtherTokens(recipe, objectives);
  const needs = objectives.map((objective) => objective.needs.teacher);
  const examples = train.examples.length;
  const plan = planTeacherOutputs(needs, 4 * examples * teacher.hidden, budget);
  const notes = plan.recomputed.map((i) => {
    const wanted = needs[i]?.clsStates?.length ?? 0;
    const size = `${wanted} ${wanted === 1 ? 'layer' : 'layers'} × ${examples} examples × ${teacher.hidden}`;
    return (
      `${recipe.objectives[i]?.name}: the teacher's [CLS] states (${size}) do not fit the ${mebibytes(budget)} MiB that are kept in memory: ` +
      'its network computes them anew for each batch, which takes longer.'
    );
  });
  return { ...plan, notes };
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0);
}

/** Two networks that read a text as other tokens can be compared by what they say of it, not token by token. */
function refuseOtherTokens({ objectives, student }: Pipeline, made: readonly Objective[]): void {
  const place = made.findIndex(({ needs }) => {
    const { clsStates: _, ...tokenByToken } = needs.teacher;
    return needsNetwork(tokenByToken);
  });
  if (place < 0) return;
  throw new ExpectedError(
    'BAD_INPUT',
    `student.from: ${objectives[place]?.name} compares student and teacher token by token, and the tokenizer of ${student.from} is another than ` +
      "the teacher's. Let the student start from a checkpoint with the same one, or take an objective that compares [CLS] or predictions, such as pkd or kd.",
    ['student', 'from'],
  );
}

/** Of a teacher that is known by its predictions there are neither embeddings nor layers. */
function refuseBlackBox({ objectives, student }: Pipeline, made: readonly Objective[]): void {
  for (const [i, objective] of objectives.entries()) refuseOfBlackBox(objective, i);
  made.forEach(({ needs }, i) => {
    const { embedding = false } = needs.teacher;
    if (!embedding && !needsNetwork(needs.teacher)) return;
    const { name } = objectives[i] ?? { name: '' };
    const path = ['objectives', String(i), ...(name === 'reaugkd' ? ['relation'] : [])];
    const what = embedding ? 'embeddings' : 'layers';
    throw new ExpectedError(
      'BAD_INPUT',
      `${path.join('.')}: ${name} needs the teacher's ${what}, and of this one only predictions are known (blackBox). Take kd.`,
      path,
    );
  });
  if (student.initialize === null || student.from !== null) return;
  throw new ExpectedError(
    'BAD_INPUT',
    "student.initialize: the teacher's layers are not known (blackBox); name a checkpoint in student.from.",
    ['student', 'initialize'],
  );
}

/** What an objective that trains more than the student needs of the teacher besides predictions, and the field that asks for it. */
const trainedAlong: Partial<Record<ObjectiveName, { what: string; field: string[] }>> = {
  rco: { what: "points of the teacher's own training", field: ['anchors'] },
  prokt: { what: "the teacher's beginning", field: [] },
  sftn: { what: "the teacher's layers", field: [] },
  metadistil: { what: "the teacher's weights", field: [] },
};

function refuseOfBlackBox(objective: ObjectiveRecipe, index: number): void {
  const sizes = objective.name === 'takd' && objective.assistants === null;
  const lacks = sizes
    ? { what: "the teacher's size, or assistants that are named", field: ['assistants'] }
    : trainedAlong[objective.name];
  if (!lacks) return;
  const path = ['objectives', String(index), ...lacks.field];
  throw new ExpectedError(
    'BAD_INPUT',
    `${path.join('.')}: ${objective.name} needs ${lacks.what}, and of this teacher only predictions are known (blackBox). Take kd.`,
    path,
  );
}
