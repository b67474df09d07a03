import { join } from 'node:path';
import { routeAnchors, teacherRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { showing } from '../../progress/showing.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import { type Outputs, outputsOf, parametersOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';
import { evaluateAlone, type ScoreAlone } from '../evaluation/evaluate-alone.ts';
import { recordKnowledgeBase } from '../knowledge-base/record-knowledge-base.ts';
import { commonFields, type PipelineJob, type RunTools, runName } from '../pipeline-job.ts';
import type { PreparedData } from '../prepare-data.ts';
import { saveKnowledge } from '../retrieval/stored-retrieval.ts';
import { saveCheckpoint } from '../run/checkpoint.ts';
import { saveFiles } from '../run/save-files.ts';
import { saveModelCard } from '../run/save-model-card.ts';
import { reporting } from '../run/step-reporter.ts';
import { type TrackedRun, trackRun } from '../run/track-run.ts';
import type { TeacherPlan } from './plan-teacher-outputs.ts';
import { reportScores } from './report-scores.ts';
import { saveHead } from './save-head.ts';
import { routeSteps, saveRoutePoint } from './teacher-route.ts';
import type { CachedTeacher } from './teacher-source.ts';
import { type ProjectionHead, project, trainHead } from './train-head.ts';
import { trainTeacher } from './train-teacher.ts';

/** What students need of their teacher. Its network is there where it was asked to be kept; whoever asked disposes it. */
export interface FinishedTeacher {
  run: string;
  /** Of the training split. */
  outputs: CachedTeacher;
  /** null: its keys are each student's own embeddings */
  knowledgeBase: { id: string; entries: KnowledgeBase } | null;
  /** What embeds queries where the keys are a third encoder's; left out: the student does. Whoever asked disposes it. */
  keyEncoder?: TrainedEncoder;
  /** [n, classes] by the digest of an evaluated set */
  probabilities: ReadonlyMap<string, Float32Array>;
  /** Every score of each evaluated set, the one that ranks first. */
  scores: ScoreAlone[];
}

/** Examples side by side where nothing is trained. */
const batchSize = 64;

/** Steps 0, 1 and 3 of ReAugKD as a TEACHER run: teacher, projection head, sealed knowledge base, and the teacher's own score. */
export async function runTeacher(
  job: PipelineJob,
  data: PreparedData,
  { keepsNetwork, clsStates }: Pick<TeacherPlan, 'keepsNetwork' | 'clsStates'>,
  tools: RunTools,
): Promise<FinishedTeacher> {
  const seed = job.teacherSeed;
  const name = runName(job, 'teacher', seed);
  const recipe = teacherRecipe(job.recipe);
  const start = {
    ...commonFields(job),
    name,
    kind: 'TEACHER',
    seed,
    recipe,
    teacher: null,
    parameters: null,
  } as const;
  return trackRun(tools, start, async (run) => {
    const { recorder } = run;
    const encoder = await train(job, data, tools, run, name);
    let kept = false;
    try {
      await recorder.updateRun({ id: run.id, parameters: parametersOf(encoder) });
      const { signal } = tools;
      const last = encoder.config.layers;
      const wanted = new Set(clsStates.flat());
      const onTraining = await showing(tools.progress, `${name}: outputs`, (onBatch) =>
        outputsOf(encoder, data.train.examples, {
          batchSize,
          embedding: 'cls',
          clsStates: [...wanted].filter((layer) => layer !== last),
          signal,
          onBatch,
        }),
      );
      const head = await learnHead(job, data, tools, run, encoder, onTraining);
      const folder = join(job.checkpoints, run.id);
      await saveCheckpoint(encoder, folder, data.train.labels, recipe);
      await saveHead(head, folder);
      await saveFiles(recorder, run.id, folder);

      const dimension = head.outputs;
      const embeddings = await project(head, onTraining.embeddings);
      const outputs: CachedTeacher = {
        classes: encoder.classes,
        logits: onTraining.logits,
        dimension,
        embeddings,
        clsStates: onTraining.clsStates,
        shape: encoder.config,
        ...(keepsNetwork ? { network: encoder } : {}),
      };
      if (wanted.has(last)) onTraining.clsStates.set(last, onTraining.embeddings);
      const knowledgeBase = await recordKnowledgeBase(
        data,
        { ...outputs, dimension, embeddings },
        { run, teacher: run.id, name: `${job.name ?? data.task.id}/seed-${job.teacherSeed}` },
        tools,
      );
      await saveKnowledge(folder, knowledgeBase.entries);
      const probabilities = new Map<string, Float32Array>();
      const scores: ScoreAlone[] = [];
      for (const set of data.dev) {
        const { logits } = await outputsOf(encoder, set.examples, { batchSize, embedding: 'cls', signal });
        const predictions = predictionsOf(set.task, logits);
        scores.push(...(await evaluateAlone(run, set, predictions)));
        probabilities.set(set.digest, predictions);
      }
      await saveModelCard(recorder, folder, {
        ...start,
        run: run.id,
        task: data.task,
        objective: null,
        from: job.recipe.teacher.from,
        layers: null,
        parameters: parametersOf(encoder),
        scores: scores.map(({ value, ...score }) => ({ ...score, alone: value })),
      });
      reportScores(tools.progress, name, scores);
      kept = keepsNetwork;
      return { run: run.id, outputs, knowledgeBase, probabilities, scores };
    } finally {
      if (!kept) encoder.dispose();
    }
  });
}

async function train(
  { recipe, teacherSeed, checkpoints }: PipelineJob,
  { train: examples, heldOut, tokenizer, folders }: PreparedData,
  { progress, signal }: RunTools,
  run: TrackedRun,
  name: string,
): Promise<TrainedEncoder> {
  const { training } = recipe.teacher;
  const route = new Set(
    routeAnchors(recipe).flatMap((anchors) => routeSteps(training, examples.examples.length, anchors)),
  );
  const bar = progress.begin(name);
  try {
    return await trainTeacher(
      {
        recipe: { ...recipe.teacher, from: folders.teacher },
        examples,
        heldOut,
        tokenizer,
        maxTokens: recipe.data.maxTokens,
        async afterStep(step, encoder) {
          if (!route.has(step)) return;
          const said = await outputsOf(encoder, examples.examples, { batchSize, embedding: 'cls', signal });
          await saveRoutePoint(join(checkpoints, run.id), step, said.logits, encoder.classes);
        },
      },
      { ...reporting(bar, run.metrics, teacherSeed, signal), checkpoints: run.checkpoints('encoder') },
    );
  } finally {
    bar.end();
  }
}

async function learnHead(
  { recipe, teacherSeed, name }: PipelineJob,
  { train: examples, task }: PreparedData,
  { progress, signal }: RunTools,
  run: TrackedRun,
  teacher: TrainedEncoder,
  { embeddings }: Outputs,
): Promise<ProjectionHead> {
  const bar = progress.begin(`${name ?? task.id}/head`);
  try {
    return await trainHead(
      { recipe: recipe.head, teacher, examples, embeddings, outputs: recipe.student.hidden },
      { ...reporting(bar, run.metrics, teacherSeed, signal, 'head/'), checkpoints: run.checkpoints('head') },
    );
  } finally {
    bar.end();
  }
}
