import { exampleBatchesOf, headerOf } from '../data/example-set.ts';
import { type LoadedData, loadData } from '../data/load-data.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { learnTokenizer } from '../data/wordpiece/learn-tokenizer.ts';
import { loadTokenizer } from '../data/wordpiece/load-tokenizer.ts';
import type { PipelineJob, PipelineTools } from './pipeline-job.ts';

export interface PreparedData extends LoadedData {
  tokenizer: Tokenizer;
}

/** Reads the task's examples, records them as datasets, and gets the tokenizer: the teacher's own, or one learnt from the training texts. */
export async function prepareData(
  { recipe, dataFolder }: PipelineJob,
  { recorder, progress }: PipelineTools,
): Promise<PreparedData> {
  const data = await loadData(recipe.data, dataFolder);
  const { train, heldOut, dev, skipped } = data;
  for (const { file, line, reason } of skipped) progress.say(`Left out ${file}:${line}: ${reason}.`);
  const sizes = [train, heldOut, ...dev].map((set) => `${set.name} ${set.examples.length}`);
  progress.say(
    `${data.task.title}${data.task.synthetic ? ' (generated)' : ''}: ${sizes.join(', ')} examples.`,
  );
  for (const set of [train, heldOut, ...dev]) {
    await recorder.registerDataset(headerOf(set), exampleBatchesOf(set));
  }
  const { from } = recipe.teacher;
  const tokenizer =
    from === null ? learnTokenizer(train.examples, recipe.data.vocabulary) : await loadTokenizer(from);
  return { ...data, tokenizer };
}
