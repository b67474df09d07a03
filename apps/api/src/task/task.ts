import { type Task, tasks } from '@stillhouse/domain/task/task.ts';
import { builder } from '../schema/builder.ts';

export const TaskRef = builder.objectRef<Task>('Task').implement({
  description: 'What is learnt: which texts an example has, its labels and how predictions are scored.',
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
      description: 'The leaderboard it stands on: `glue`, `synthetic`.',
    }),
    averaged: t.exposeBoolean('averaged', {
      description: 'Whether the leaderboard’s average is over it too, where no tasks are chosen.',
    }),
  }),
});

/** The task of that id; one that this version does not know goes by its id alone. */
export function taskOrUnknown(id: string): Task {
  return (
    tasks.find((task) => task.id === id) ?? {
      id,
      title: id,
      kind: 'classification',
      texts: 1,
      labels: [],
      range: null,
      scores: [],
      synthetic: false,
      benchmark: 'glue',
      averaged: false,
    }
  );
}

builder.queryField('tasks', (t) =>
  t.field({ type: [TaskRef], description: 'Every task that this version knows.', resolve: () => [...tasks] }),
);
