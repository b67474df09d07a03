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
  fields: (t) => ({ message: t.exposeString('message', { description: 'What went wrong.' }) }),
});

builder.node(RunRef, {
  description: 'One tracked execution.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => runById(context).load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is called.' }),
    project: t.field({
      type: ProjectRef,
      description: 'Whose it is.',
      resolve: async (run, _args, context) => must(await projectById(context).load(run.projectId)),
    }),
    kind: t.field({ type: RunKindRef, description: 'What was executed.', resolve: ({ kind }) => kind }),
    status: t.field({ type: RunStatusRef, description: 'How it stands.', resolve: ({ status }) => status }),
    seed: t.exposeInt('seed', { nullable: true, description: 'Of its randomness.' }),
    tags: t.exposeStringList('tags', { description: 'For finding it again.' }),
    notes: t.exposeString('notes', { nullable: true, description: 'Free text.' }),
    recipe: t.field({
      type: RecipeRef,
      description: 'Its configuration without the seed.',
      args: {
        keys: t.arg.stringList({
          description: 'Only these paths of the configuration, such as `encoder.layers`.',
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
      description: 'What it learns.',
      resolve: ({ task }, _args, context) => (task === null ? null : taskOf(context).load(task)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last heard of.',
    }),
    heartbeatTimeoutSeconds: t.int({
      description: 'Seconds without a heartbeat or a write after which it is LOST.',
      resolve: (run) => run.heartbeatTimeoutSeconds ?? lostAfterSeconds,
    }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why it failed; null where it did not.',
      resolve: ({ failureMessage }) => (failureMessage === null ? null : { message: failureMessage }),
    }),
    environment: t.field({
      type: EnvironmentRef,
      nullable: true,
      description: 'Where it ran.',
      resolve: ({ environment }) => environment as Environment | null,
    }),
    parameters: t.expose('parameters', {
      type: 'BigInt',
      nullable: true,
      description: 'Number of trained weights.',
    }),
    teacher: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run whose model taught this student.',
      resolve: (run, _args, context) =>
        run.teacherId === null ? null : runById(context).load(run.teacherId),
    }),
    students: t.field({
      type: RunConnection,
      description: 'The runs that this teacher taught, the newest first.',
      args: {
        first: t.arg.int({ required: true, description: 'Rows of the page, 1 to 100.' }),
        after: t.arg.string({ description: 'endCursor of the page before.' }),
      },
      complexity: pageCost,
      resolve: (run, args, context) => runsOf('teacher', run.id, args, context),
    }),
    knowledgeBase: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description: 'Of a student the one it reads, of a teacher the latest made from it.',
      resolve: (run, _args, context) =>
        run.knowledgeBaseId === null
          ? knowledgeBaseOfTeacher(context).load(run.id)
          : knowledgeBaseById(context).load(run.knowledgeBaseId),
    }),
    metrics: t.field({
      type: [MetricRef],
      description: 'Its metrics by key; with `keys` only those.',
      args: { keys: t.arg.stringList({ description: 'Keys of the metrics wanted.' }) },
      resolve: (run, { keys }, context) => metricsOfRun(context).load({ owner: run.id, args: keys ?? null }),
    }),
    evaluations: t.field({
      type: [EvaluationRef],
      description:
        'Its evaluations in the order they were made; those with a smaller variant of its knowledge base stand with the variant.',
      resolve: (run, _args, context) => evaluationsOfRun(context).load(run.id),
    }),
    artifacts: t.field({
      type: [ArtifactRef],
      description: 'Its files by name.',
      resolve: (run, _args, context) => artifactsOfRun(context).load(run.id),
    }),
  }),
});
