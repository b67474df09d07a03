import { createHash } from 'node:crypto';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { exampleBatchesOf, headerOf } from '../data/example-set.ts';
import { type LoadedData, loadData } from '../data/load-data.ts';
import { loadTokenizer } from '../data/tokenizer/load-tokenizer.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { learnTokenizer } from '../data/wordpiece/learn-tokenizer.ts';
import type { PipelineJob, RunTools } from './pipeline-job.ts';
import type { RunLedger } from './run/run-ledger.ts';
import type { StartingPoints } from './starting-points.ts';

export interface PreparedData extends LoadedData {
  /** The teacher's. */
  tokenizer: Tokenizer;
  /** The same, unless the student starts from a checkpoint with another one. */
  studentTokenizer: Tokenizer;
  /** The checkpoints that teacher and student start from. */
  folders: StartingPoints;
}

/** Reads the task's examples, records them as datasets, and gets the tokenizers: those of the checkpoints, or one learned from the training texts. */
export async function prepareData(
  { recipe, dataFolder }: PipelineJob,
  folders: StartingPoints,
  { recorder, progress, ledger }: RunTools,
): Promise<PreparedData> {
  const data = await loadData(recipe.data, dataFolder);
  const { train, heldOut, dev, skipped } = data;
  for (const { file, line, reason } of skipped) progress.say(`Left out ${file}:${line}: ${reason}.`);
  const sizes = [train, heldOut, ...dev].map((set) => `${set.name} ${set.examples.length}`);
  progress.say(
    `${data.task.title}${data.task.synthetic ? ' (generated)' : ''}: ${sizes.join(', ')} examples.`,
  );
  const read = digestOf(canonicalJson(recipe.data)).slice(0, 8);
  for (const set of [train, heldOut, ...dev]) {
    await ledger.pin(`data ${set.task.id} ${set.name} (${read})`, set.digest);
    await recorder.registerDataset(headerOf(set), exampleBatchesOf(set));
  }
  const tokenizer =
    folders.teacher === null
      ? learnTokenizer(train.examples, recipe.data.vocabulary)
      : await loadTokenizer(folders.teacher);
  await pinTokenizer(recipe.teacher.from ?? `${train.name} (${read})`, tokenizer, ledger);
  const own = folders.student === null ? tokenizer : await loadTokenizer(folders.student);
  if (recipe.student.from !== null) await pinTokenizer(recipe.student.from, own, ledger);
  const studentTokenizer = filesOf(own) === filesOf(tokenizer) ? tokenizer : own;
  return { ...data, tokenizer, studentTokenizer, folders };
}

/** A tokenizer has to be what it was when the training goes on. @param of checkpoint or texts that it comes from @throws ExpectedError CONFLICT */
export async function pinTokenizer(of: string, tokenizer: Tokenizer, ledger: RunLedger): Promise<void> {
  await ledger.pin(`tokenizer of ${of}`, digestOf(filesOf(tokenizer)));
}

function filesOf(tokenizer: Tokenizer): string {
  return JSON.stringify(tokenizer.files());
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
