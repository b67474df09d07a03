import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { BlackBox } from '@stillhouse/domain/recipe/black-box.ts';
import { blackBoxRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { rankingScore } from '@stillhouse/domain/score/scores-of.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../data/example.ts';
import { logitsFor, readPredictions } from '../data/read-predictions.ts';
import { loadTokenizer } from '../data/tokenizer/load-tokenizer.ts';
import { readConfig } from '../model/hugging-face.ts';
import { evaluate, scoreOf } from './evaluate.ts';
import { newEncoder } from './new-encoder.ts';
import { commonFields, type PipelineJob, type RunTools, runName } from './pipeline-job.ts';
import { predictionsOf } from './predictions.ts';
import type { PreparedData } from './prepare-data.ts';
import { recordEvaluation } from './record-evaluation.ts';
import { recordKnowledgeBase } from './record-knowledge-base.ts';
import type { FinishedTeacher } from './run-teacher.ts';
import type { CachedTeacher } from './teacher-source.ts';
import { type TrackedRun, trackRun } from './track-run.ts';
import { outputsOf, type TrainedEncoder } from './trained-encoder.ts';

/** Examples side by side where nothing is trained. */
const batchSize = 64;

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
  const file = await readPredictions(blackBox, data.task);
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
    const outputs: CachedTeacher = { classes: width, logits, dimension: 0, embeddings: new Float32Array(0) };
    const scores = await recordScores(data.dev, probabilities, run);
    const common = { run: run.id, outputs, probabilities, scores };
    if (blackBox.keys === 'student') return { ...common, knowledgeBase: null };
    const keyEncoder = await encoderIn(blackBox.keys, job, width);
    try {
      const knowledgeBase = await recordKnowledgeBase(
        data,
        { ...outputs, ...(await keysOf(keyEncoder, data.train, tools.signal)) },
        { run, teacher: run.id, name: `${job.name ?? data.task.id}/black-box` },
        tools,
      );
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
): Promise<FinishedTeacher['scores']> {
  const scores: FinishedTeacher['scores'] = [];
  for (const set of sets) {
    const predictions = probabilities.get(set.digest);
    if (!predictions) continue;
    const id = await run.once(`evaluation ${set.digest}`, randomUUID);
    const record = evaluate({
      id,
      run: run.id,
      set,
      predictions,
      teacher: null,
      retrieval: null,
      latency: null,
    });
    await recordEvaluation(run.recorder, record);
    scores.push({ dataset: set.name, score: rankingScore(set.task), value: scoreOf(record, set, 'STUDENT') });
  }
  return scores;
}

/** The encoder in a folder with its tokenizer; of what it says only embeddings are read. */
async function encoderIn(
  folder: string,
  { recipe, teacherSeed }: PipelineJob,
  classes: number,
): Promise<TrainedEncoder> {
  const { layers, hidden, heads, intermediate } = await readConfig(folder);
  return newEncoder({
    recipe: { ...recipe.teacher, layers, hidden, heads, intermediate, from: folder },
    tokenizer: await loadTokenizer(folder),
    classes,
    maxTokens: recipe.data.maxTokens,
    seed: teacherSeed,
  });
}

async function keysOf(
  encoder: TrainedEncoder,
  { examples }: ExampleSet,
  signal: AbortSignal,
): Promise<Pick<CachedTeacher, 'dimension' | 'embeddings'>> {
  const { embeddings } = await outputsOf(encoder, examples, { batchSize, embedding: 'cls', signal });
  return { dimension: encoder.config.hidden, embeddings };
}
