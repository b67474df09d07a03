import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ObjectiveName, ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { Objective } from '../objective/objective.ts';
import { ownObjectiveOf } from '../objective/registry.ts';
import { encoderConfig } from './encoder/new-encoder.ts';
import type { PipelineJob } from './pipeline-job.ts';
import type { PreparedData } from './prepare-data.ts';
import { needsNetwork } from './teacher/teacher-source.ts';

/**
 * Makes every objective of a job before anything is trained, so that one that does not fit the networks is refused at once.
 *
 * @returns whether students need the teacher's network, and not only its logits and embeddings
 * @throws ExpectedError BAD_INPUT with the path of the field to change
 */
export async function planObjectives(
  { recipe }: Pick<PipelineJob, 'recipe'>,
  {
    tokenizer,
    studentTokenizer,
    folders,
    task,
  }: Pick<PreparedData, 'tokenizer' | 'studentTokenizer' | 'folders' | 'task'>,
): Promise<{ keepsNetwork: boolean }> {
  const { maxTokens } = recipe.data;
  const teacher = await encoderConfig({ ...recipe.teacher, from: folders.teacher }, tokenizer, maxTokens);
  const { layers } = recipe.student;
  const student = {
    ...(await encoderConfig({ ...recipe.student, from: folders.student }, studentTokenizer, maxTokens)),
    layers,
  };
  const objectives = recipe.objectives.map(
    (objective): Objective => ownObjectiveOf(objective, { kind: task.kind, student, teacher }),
  );
  if (recipe.blackBox) refuseBlackBox(recipe, objectives);
  return { keepsNetwork: objectives.some(({ needs }) => needsNetwork(needs.teacher)) };
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
