import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import type { Objective } from '../objective/objective.ts';
import { objectiveOf } from '../objective/registry.ts';
import { encoderConfig } from './new-encoder.ts';
import type { PipelineJob } from './pipeline-job.ts';
import type { PreparedData } from './prepare-data.ts';
import { needsNetwork } from './teacher-source.ts';

/**
 * Makes every objective of a job before anything is trained, so that one that does not fit the networks is refused at once.
 *
 * @returns whether students need the teacher's network, and not only its logits and embeddings
 * @throws ExpectedError BAD_INPUT with the path of the field to change
 */
export async function planObjectives(
  { recipe }: PipelineJob,
  { tokenizer, studentTokenizer, folders, task }: PreparedData,
): Promise<{ keepsNetwork: boolean }> {
  const { maxTokens } = recipe.data;
  const teacher = await encoderConfig({ ...recipe.teacher, from: folders.teacher }, tokenizer, maxTokens);
  const { layers } = recipe.student;
  const student = {
    ...(await encoderConfig({ ...recipe.student, from: folders.student }, studentTokenizer, maxTokens)),
    layers,
  };
  const objectives = recipe.objectives.map(
    (objective): Objective => objectiveOf(objective, { kind: task.kind, student, teacher }),
  );
  if (recipe.blackBox) refuseBlackBox(recipe, objectives);
  return { keepsNetwork: objectives.some(({ needs }) => needsNetwork(needs.teacher)) };
}

/** Of a teacher that is known by its predictions there are neither embeddings nor layers. */
function refuseBlackBox({ objectives, student }: Pipeline, made: readonly Objective[]): void {
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
