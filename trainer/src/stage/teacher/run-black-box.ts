import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { BlackBox } from '@stillhouse/domain/recipe/black-box.ts';
import { blackBoxRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import { logitsFor, readPredictions } from '../../data/read-predictions.ts';
import { showing } from '../../progress/showing.ts';
import { keysOf, openKeyEncoder, saveKeyEncoder } from '../encoder/key-encoder.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import { evaluateAlone, type ScoreAlone } from '../evaluation/evaluate-alone.ts';
import { recordKnowledgeBase } from '../knowledge-base/record-knowledge-base.ts';
import { commonFields, type PipelineJob, type RunTools, runName } from '../pipeline-job.ts';
import { type PreparedData, pinTokenizer } from '../prepare-data.ts';
import { saveKnowledge } from '../retrieval/stored-retrieval.ts';
import { type TrackedRun, trackRun } from '../run/track-run.ts';
import { reportScores } from './report-scores.ts';
import type { FinishedTeacher } from './run-teacher.ts';
import type { CachedTeacher } from './teacher-source.ts';

/**
 * A TEACHER run of a teacher of which only predictions are known: its soft labels from a file; and, where the keys are those of a third
 * encoder, its knowledge base. Otherwise each student makes one of its own embeddings.
 *
 * @throws ExpectedError BAD_INPUT where the file does not cover the training examples, or covers a part of a dev set
 */
export async function runBlackBox(
  job: PipelineJob,
  data: PreparedData,
  blackBox: BlackBox,
  tools: RunTools,
): Promise<FinishedTeacher> {
  const file = await readPredictions(blackBox, data.task, data.order);
  await tools.ledger.pin(`predictions ${blackBox.predictions}`, file.digest);
  const width = outputWidth(data.task);
  const logits = logitsFor(file, data.train.examples, { name: data.train.name, width, byRow: true });
  if (!logits) {
    const [first] = data.train.examples;
    throw new ExpectedError(
      'BAD_INPUT',
      `${file.path} has no prediction for any training example; the key of the first is ${first?.key}.`,
      ['blackBox', 'predictions'],
    );
  }
  const probabilities = new Map<string, Float32Array>();
  for (const set of data.dev) {
    const known = logitsFor(file, set.examples, { name: set.name, width, byRow: false });
    if (known) probabilities.set(set.digest, predictionsOf(set.task, known));
    else tools.progress.say(`${file.path} says nothing of ${set.name}: the teacher is not scored there.`);
  }
  const start = {
    ...commonFields(job),
    name: runName(job, 'teacher', job.teacherSeed),
    kind: 'TEACHER',
    seed: job.teacherSeed,
    recipe: blackBoxRecipe(job.recipe, blackBox, file.digest),
    teacher: null,
    parameters: null,
  } as const;
  return trackRun(tools, start, async (run) => {
    const outputs: CachedTeacher = { classes: width, logits };
    const scores = await recordScores(data.dev, probabilities, run);
    reportScores(tools.progress, start.name, scores);
    const common = { run: run.id, outputs, probabilities, scores };
    if (data.folders.keys === null) return { ...common, knowledgeBase: null };
    const keyEncoder = await openKeyEncoder(data.folders.keys, job, width);
    try {
      await pinTokenizer(blackBox.keys, keyEncoder.tokenizer, tools.ledger);
      const knowledgeBase = await recordKnowledgeBase(
        data,
        {
          ...outputs,
          dimension: keyEncoder.config.hidden,
          embeddings: await showing(tools.progress, `${start.name}: keys`, (onBatch) =>
            keysOf(keyEncoder, data.train.examples, tools.signal, onBatch),
          ),
        },
        { run, teacher: run.id, name: `${job.name ?? data.task.id}/black-box` },
        tools,
      );
      const folder = join(job.checkpoints, run.id);
      await saveKnowledge(folder, knowledgeBase.entries);
      await saveKeyEncoder(keyEncoder, folder, data.train.labels);
      return { ...common, knowledgeBase, keyEncoder };
    } catch (error) {
      keyEncoder.dispose();
      throw error;
    }
  });
}

async function recordScores(
  sets: readonly ExampleSet[],
  probabilities: ReadonlyMap<string, Float32Array>,
  run: TrackedRun,
): Promise<ScoreAlone[]> {
  const scores: ScoreAlone[] = [];
  for (const set of sets) {
    const predictions = probabilities.get(set.digest);
    if (predictions) scores.push(...(await evaluateAlone(run, set, predictions)));
  }
  return scores;
}
