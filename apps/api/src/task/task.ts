import { taskOf as definedTask } from '@stillhouse/domain/task/custom-task.ts';
import { type Task, tasks } from '@stillhouse/domain/task/task.ts';
import { customTasks } from '@stillhouse/prisma/task/custom-tasks.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { perRequest } from '../schema/per-request.ts';

export const TaskRef = builder.objectRef<Task>('Task').implement({
  description: 'A task: the texts of its examples, its labels, and how predictions are scored.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'Id as used on the command line, for example `rte`.' }),
    title: t.exposeString('title', { description: 'Title as shown on pages, for example `RTE`.' }),
    texts: t.exposeInt('texts', { description: 'Number of texts per example: 1, or 2 for a pair.' }),
    kind: t.exposeString('kind', { description: 'Kind of the task: `classification` or `regression`.' }),
    labels: t.stringList({
      description: 'Class names, ordered by class id; empty for regression.',
      resolve: (task) => [...task.labels],
    }),
    range: t.floatList({
      nullable: true,
      description: 'Lowest and highest gold score of a regression; null for classification.',
      resolve: ({ range }) => range && [...range],
    }),
    scores: t.stringList({
      description: 'Names of the scores; tasks are ranked by the mean of their scores.',
      resolve: (task) => [...task.scores],
    }),
    synthetic: t.exposeBoolean('synthetic', {
      description: 'Whether the examples are generated from a grammar.',
    }),
    benchmark: t.exposeString('benchmark', {
      description: 'Leaderboard that shows the task: `glue`, `synthetic` or `custom`.',
    }),
    averaged: t.exposeBoolean('averaged', {
      description: 'Whether the leaderboard’s average includes the task if no tasks are selected.',
    }),
  }),
});

/** The task of an id: one that comes with Stillhouse, one that a recipe brought, or of one that is not known its id alone. */
export const taskOf = perRequest(async (ids: readonly string[], { db }: Context) => {
  const others = ids.filter((id) => tasks.every((task) => task.id !== id));
  const brought = others.length > 0 ? (await customTasks(db, others)).map(definedTask) : [];
  return ids.map((id) => [...tasks, ...brought].find((task) => task.id === id) ?? unknownTask(id));
});

/** Every task that comes with Stillhouse, then those that recipes brought. */
export async function allTasks({ db }: Context): Promise<Task[]> {
  return [...tasks, ...(await customTasks(db)).map(definedTask)];
}

function unknownTask(id: string): Task {
  return {
    id,
    title: id,
    kind: 'classification',
    texts: 1,
    labels: [],
    range: null,
    scores: [],
    synthetic: false,
    benchmark: 'custom',
    averaged: false,
  };
}

builder.queryField('tasks', (t) =>
  t.field({
    type: [TaskRef],
    description: 'The built-in tasks, followed by the tasks that recorded recipes define.',
    resolve: (_root, _args, context) => allTasks(context),
  }),
);
