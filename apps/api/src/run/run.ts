import type { Environment } from '@stillhouse/domain/record/run.ts';
import { lostAfterSeconds } from '@stillhouse/domain/run/run.ts';
import { ArtifactRef, artifactsOfRun } from '../artifact/artifact.ts';
import { EvaluationRef, evaluationsOfRun } from '../evaluation/evaluation-ref.ts';
import {
  KnowledgeBaseRef,
  knowledgeBaseById,
  knowledgeBaseOfTeacher,
} from '../knowledge-base/knowledge-base-ref.ts';
import { MetricRef, metricsOfRun } from '../metric/metric-ref.ts';
import { ProjectRef, projectById } from '../project/project.ts';
import { RecipeRef, recipeByDigest } from '../recipe/recipe.ts';
import { builder } from '../schema/builder.ts';
import { pageCost } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { TaskRef, taskOf } from '../task/task.ts';
import { EnvironmentRef } from './environment.ts';
import { RunConnection, RunKindRef, RunRef, RunStatusRef, runById } from './run-ref.ts';
import { runsOf } from './runs-of.ts';

const RunFailure = builder.objectRef<{ message: string }>('RunFailure').implement({
  description: 'Why a run failed.',
  fields: (t) => ({ message: t.exposeString('message', { description: 'The error message.' }) }),
});

builder.node(RunRef, {
  description: 'A tracked execution, such as one training.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => runById(context).load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the run.' }),
    project: t.field({
      type: ProjectRef,
      description: 'Project that the run belongs to.',
      resolve: async (run, _args, context) => must(await projectById(context).load(run.projectId)),
    }),
    kind: t.field({ type: RunKindRef, description: 'Kind of the run.', resolve: ({ kind }) => kind }),
    status: t.field({
      type: RunStatusRef,
      description: 'Status of the run.',
      resolve: ({ status }) => status,
    }),
    seed: t.exposeInt('seed', {
      nullable: true,
      description: 'Seed of the random numbers; null if not recorded.',
    }),
    tags: t.exposeStringList('tags', { description: 'Tags for finding the run.' }),
    notes: t.exposeString('notes', { nullable: true, description: 'Free text; null if there is none.' }),
    recipe: t.field({
      type: RecipeRef,
      description: 'Configuration of the run, without the seed.',
      args: {
        keys: t.arg.stringList({
          description: 'Load only these paths of the configuration, such as `encoder.layers`.',
        }),
      },
      resolve: async (run, { keys }, context) => ({
        recipe: must(await recipeByDigest(context).load(run.recipeDigest)),
        keys: keys ?? null,
      }),
    }),
    task: t.field({
      type: TaskRef,
      nullable: true,
      description: 'Task that the model is trained on; null if there is none.',
      resolve: ({ task }, _args, context) => (task === null ? null : taskOf(context).load(task)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the run was recorded.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run started; null while QUEUED.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run ended; null before.',
    }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last heartbeat or write arrived; null before the first.',
    }),
    heartbeatTimeoutSeconds: t.int({
      description: 'Seconds without a heartbeat or a write after which the run becomes LOST.',
      resolve: (run) => run.heartbeatTimeoutSeconds ?? lostAfterSeconds,
    }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why the run failed; null if it did not.',
      resolve: ({ failureMessage }) => (failureMessage === null ? null : { message: failureMessage }),
    }),
    environment: t.field({
      type: EnvironmentRef,
      nullable: true,
      description: 'The machine and software of the run; null if not recorded.',
      resolve: ({ environment }) => environment as Environment | null,
    }),
    parameters: t.expose('parameters', {
      type: 'BigInt',
      nullable: true,
      description: 'Number of trained parameters; null if not recorded.',
    }),
    teacher: t.field({
      type: RunRef,
      nullable: true,
      description: 'Run whose model taught this one; null if there is none.',
      resolve: (run, _args, context) =>
        run.teacherId === null ? null : runById(context).load(run.teacherId),
    }),
    students: t.field({
      type: RunConnection,
      description: 'Runs that this run taught, newest first.',
      args: {
        first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
        after: t.arg.string({ description: '`endCursor` of the previous page.' }),
      },
      complexity: pageCost,
      resolve: (run, args, context) => runsOf('teacher', run.id, args, context),
    }),
    knowledgeBase: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description:
        'For a student, the knowledge base that it retrieves from; for a teacher, the latest that was made from it. Null if there is none.',
      resolve: (run, _args, context) =>
        run.knowledgeBaseId === null
          ? knowledgeBaseOfTeacher(context).load(run.id)
          : knowledgeBaseById(context).load(run.knowledgeBaseId),
    }),
    metrics: t.field({
      type: [MetricRef],
      description: 'Metrics of the run, ordered by key; with `keys`, only those.',
      args: { keys: t.arg.stringList({ description: 'Keys of the metrics to return; default: all.' }) },
      resolve: (run, { keys }, context) => metricsOfRun(context).load({ owner: run.id, args: keys ?? null }),
    }),
    evaluations: t.field({
      type: [EvaluationRef],
      description:
        'Evaluations of the run, oldest first. Evaluations on a smaller variant of its knowledge base are listed under `KnowledgeBase.evaluations` of the variant.',
      resolve: (run, _args, context) => evaluationsOfRun(context).load(run.id),
    }),
    artifacts: t.field({
      type: [ArtifactRef],
      description: 'Files of the run, ordered by name.',
      resolve: (run, _args, context) => artifactsOfRun(context).load(run.id),
    }),
  }),
});
