import { createHash } from 'node:crypto';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { exampleBatchesOf, headerOf } from '../data/example-set.ts';
import { type LoadedData, loadData } from '../data/load-data.ts';
import { loadTokenizer } from '../data/tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { learnTokenizer } from '../data/wordpiece/learn-tokenizer.ts';
import type { PipelineJob, RunTools } from './pipeline-job.ts';

export interface PreparedData extends LoadedData {
  tokenizer: Tokenizer;
}

/** Reads the task's examples, records them as datasets, and gets the tokenizer: the teacher's own, or one learnt from the training texts. */
export async function prepareData(
  { recipe, dataFolder }: PipelineJob,
  { recorder, progress, ledger }: RunTools,
): Promise<PreparedData> {
  const data = await loadData(recipe.data, dataFolder);
  const { train, heldOut, dev, skipped } = data;
  for (const { file, line, reason } of skipped) progress.say(`Left out ${file}:${line}: ${reason}.`);
  const sizes = [train, heldOut, ...dev].map((set) => `${set.name} ${set.examples.length}`);
  progress.say(
    `${data.task.title}${data.task.synthetic ? ' (generated)' : ''}: ${sizes.join(', ')} examples.`,
  );
  const read = createHash('sha256').update(canonicalJson(recipe.data)).digest('hex').slice(0, 8);
  for (const set of [train, heldOut, ...dev]) {
    await ledger.pin(`data ${set.task.id} ${set.name} (${read})`, set.digest);
    await recorder.registerDataset(headerOf(set), exampleBatchesOf(set));
  }
  const { from } = recipe.teacher;
  const tokenizer =
    from === null ? learnTokenizer(train.examples, recipe.data.vocabulary) : await loadTokenizer(from);
  const files = JSON.stringify(tokenizer.files());
  await ledger.pin(
    `tokenizer of ${from ?? `${train.name} (${read})`}`,
    createHash('sha256').update(files).digest('hex'),
  );
  return { ...data, tokenizer };
}
