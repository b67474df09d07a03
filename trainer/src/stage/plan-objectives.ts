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
  return { keepsNetwork: objectives.some(({ needs }) => needsNetwork(needs.teacher)) };
}
