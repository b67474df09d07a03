import { taskOf as definedTask } from '@stillhouse/domain/task/custom-task.ts';
import { type Task, tasks } from '@stillhouse/domain/task/task.ts';
import { customTasks } from '@stillhouse/prisma/task/custom-tasks.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { perRequest } from '../schema/per-request.ts';

export const TaskRef = builder.objectRef<Task>('Task').implement({
  description: 'What is learned: which texts an example has, its labels and how predictions are scored.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'As on the command line: `rte`.' }),
    title: t.exposeString('title', { description: 'As in print: `RTE`.' }),
    texts: t.exposeInt('texts', { description: 'Texts of an example: one, or a pair.' }),
    kind: t.exposeString('kind', { description: '`classification` or `regression`.' }),
    labels: t.stringList({
      description: 'Class names in id order; none for regression.',
      resolve: (task) => [...task.labels],
    }),
    range: t.floatList({
      nullable: true,
      description: 'Lowest and highest score of a regression; null for a classification.',
      resolve: ({ range }) => range && [...range],
    }),
    scores: t.stringList({
      description: 'Names of its scores; the first one ranks.',
      resolve: (task) => [...task.scores],
    }),
    synthetic: t.exposeBoolean('synthetic', { description: 'Whether a grammar made its examples.' }),
    benchmark: t.exposeString('benchmark', {
      description: 'The leaderboard it stands on: `glue`, `synthetic`, `custom`.',
    }),
    averaged: t.exposeBoolean('averaged', {
      description: 'Whether the leaderboard’s average is over it too, where no tasks are chosen.',
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
    description: 'Every task that comes with Stillhouse, then those that recorded recipes brought.',
    resolve: (_root, _args, context) => allTasks(context),
  }),
);
