import { z } from 'zod';
import { type ScoreName, type Task, taskById, tasks } from './task.ts';

const ofClasses: readonly ScoreName[] = ['accuracy', 'f1', 'matthews'];
const ofScores: readonly ScoreName[] = ['pearson', 'spearman'];

/** A task of one's own, as a task file says it: what is learned, and how its files are read. */
export const customTask = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63')
      .refine(
        (id) => tasks.every((task) => task.id !== id),
        'is the id of a task that comes with Stillhouse',
      ),
    /** As printed on pages. */
    title: z.string().min(1).max(100),
    kind: z.enum(['classification', 'regression']),
    /** Classification: what the label column says for each class, in id order. */
    labels: z.array(z.string().min(1)).max(1000).default([]),
    /** Regression: the lowest and the highest gold score there can be. */
    range: z.tuple([z.number(), z.number()]).nullable().default(null),
    /** The first one ranks. */
    scores: z.array(z.enum([...ofClasses, ...ofScores])).min(1),
    columns: z.strictObject({
      /** Columns (of JSONL: keys) of the text, or of the two texts of a pair. */
      texts: z.array(z.string().min(1)).min(1).max(2),
      label: z.string().min(1),
    }),
    /** tsv: no quoting; csv: quoted by RFC 4180; jsonl: an object on each line. The first two have a header. */
    format: z.enum(['tsv', 'csv', 'jsonl']),
    /** Between the fields of a csv. */
    delimiter: z.string().length(1).default(','),
    /** Names in the data folder. A test file has labels too: it is scored apart from dev. */
    files: z.strictObject({
      train: z.string().min(1),
      dev: z.string().min(1),
      test: z.string().min(1).nullable().default(null),
    }),
  })
  .superRefine((task, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [field] });
    const regression = task.kind === 'regression';
    const allowed = regression ? ofScores : ofClasses;
    if (regression && task.labels.length > 0) fault('labels', 'must be empty for a regression');
    if (!regression && (task.labels.length < 2 || new Set(task.labels).size < task.labels.length))
      fault('labels', 'a classification needs at least two different labels');
    if (!regression && task.range !== null) fault('range', 'must be omitted for a classification');
    if (regression && (task.range === null || task.range[0] >= task.range[1]))
      fault('range', 'a regression needs its lowest and highest score');
    if (task.scores.some((score) => !allowed.includes(score)))
      fault('scores', `a ${task.kind} supports ${allowed.join(', ')}`);
    if (task.scores.includes('f1') && task.labels.length !== 2)
      fault('scores', 'f1 needs exactly two classes');
  });
export type CustomTask = z.infer<typeof customTask>;

/** The task that a recipe names, or brings with it. @throws UnknownTask */
export function taskOf(named: string | CustomTask): Task {
  if (typeof named === 'string') return taskById(named);
  const { id, title, kind, labels, range, scores, columns } = named;
  const texts = columns.texts.length === 2 ? 2 : 1;
  return {
    id,
    title,
    kind,
    texts,
    labels,
    range,
    scores,
    synthetic: false,
    benchmark: 'custom',
    averaged: true,
  };
}
