import { taskOf } from '../task/task-of.ts';
import { builder } from '../graphql/builder.ts';
import { Artifact, Evaluation, KnowledgeBase, Project, Recipe, Run, Task } from '../graphql/objects.ts';
import { pageArguments } from '../graphql/page-arguments.ts';
import { loadArtifacts } from '../artifact/load-artifacts.ts';
import { loadEvaluationsOfRun } from '../evaluation/load-evaluation.ts';
import { loadKnowledgeBase } from '../knowledge-base/load-knowledge-base.ts';
import { loadMetrics } from '../metric/load-metrics.ts';
import { Metric } from '../metric/metric-type.ts';
import { loadProject } from '../project/load-project.ts';
import { loadRecipe } from '../recipe/load-recipe.ts';
import { mustBeThere } from '../graphql/must-be-there.ts';
import { Environment } from './environment-type.ts';
import { listRuns } from './list-runs.ts';
import { loadRun } from './load-run.ts';
import { RunConnection } from './run-connection.ts';
import { RunKind, RunStatus } from './run-enums.ts';

const RunFailure = builder.objectRef<{ message: string }>('RunFailure').implement({
  description: 'Why a run failed.',
  fields: (t) => ({ message: t.exposeString('message', { description: 'The error’s own words.' }) }),
});

builder.node(Run, {
  description: 'One tracked execution.',
  id: { resolve: ({ id }) => id },
  loadMany: (ids, context) => Promise.all(ids.map((id) => loadRun(context, id))),
  fields: (t) => ({
    uuid: t.exposeString('id', { description: 'The id under which the run was recorded.' }),
    name: t.exposeString('name', { description: 'As its author called it; not unique.' }),
    project: t.field({
      type: Project,
      description: 'The workspace it belongs to.',
      resolve: async (run, _args, context) =>
        mustBeThere(await loadProject(context, run.projectId), 'project', run.projectId),
    }),
    kind: t.expose('kind', { type: RunKind, description: 'What it trains.' }),
    status: t.expose('status', { type: RunStatus, description: 'How it stands.' }),
    seed: t.exposeInt('seed', { nullable: true, description: 'Seed of its random numbers.' }),
    tags: t.exposeStringList('tags', { description: 'Words of its author to find it by.' }),
    notes: t.exposeString('notes', { nullable: true, description: 'Anything its author wrote about it.' }),
    recipe: t.field({
      type: Recipe,
      description: 'Its configuration without the seed.',
      args: { keys: t.arg.stringList({ description: 'Parts of the configuration: `objective.name`. Left out: all.' }) },
      resolve: async (run, { keys }, context) => {
        const recipe = mustBeThere(await loadRecipe(context, run.recipeDigest), 'recipe', run.recipeDigest);
        return keys ? { ...recipe, keys } : recipe;
      },
    }),
    task: t.field({
      type: Task,
      nullable: true,
      description: 'What it learns to do; null where it is no task that is known here.',
      resolve: ({ task }) => taskOf(task),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was recorded.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began to run.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Its last sign of life.',
    }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why it failed.',
      resolve: ({ failureMessage }) => (failureMessage === null ? null : { message: failureMessage }),
    }),
    environment: t.field({
      type: Environment,
      nullable: true,
      description: 'Where it ran, recorded at its start.',
      resolve: ({ environment }) => environment as typeof Environment.$inferType | null,
    }),
    parameters: t.expose('parameters', {
      type: 'BigInt',
      nullable: true,
      description: 'Number of trained weights.',
    }),
    teacher: t.field({
      type: Run,
      nullable: true,
      description: 'The run it learns from.',
      resolve: ({ teacherId }, _args, context) => (teacherId ? loadRun(context, teacherId) : null),
    }),
    students: t.field({
      type: RunConnection,
      description: 'The runs that learn from it, newest first.',
      args: pageArguments,
      resolve: ({ id }, page, { db }) => listRuns(db, page, { teacherId: id }),
    }),
    knowledgeBase: t.field({
      type: KnowledgeBase,
      nullable: true,
      description: 'The knowledge base it wrote, of a teacher; that it reads, of a student.',
      resolve: ({ knowledgeBaseId }, _args, context) =>
        knowledgeBaseId ? loadKnowledgeBase(context, knowledgeBaseId) : null,
    }),
    metrics: t.field({
      type: [Metric],
      description: 'Its series, by key.',
      args: { keys: t.arg.stringList({ description: 'Only these. Left out: all, at most 1000.' }) },
      resolve: async ({ id }, { keys }, context) => (await loadMetrics(context, { run: id, keys: keys ?? null })) ?? [],
    }),
    evaluations: t.field({
      type: [Evaluation],
      description: 'How it was measured, earliest first.',
      resolve: async ({ id }, _args, context) => (await loadEvaluationsOfRun(context, id)) ?? [],
    }),
    artifacts: t.field({
      type: [Artifact],
      description: 'Its files, by name.',
      resolve: async ({ id }, _args, context) => (await loadArtifacts(context, id)) ?? [],
    }),
  }),
});
