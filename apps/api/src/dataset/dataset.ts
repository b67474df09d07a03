import { glueContent } from '@stillhouse/domain/task/official-glue.ts';
import type { Dataset } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';
import { TaskRef, taskOf } from '../task/task.ts';

export const datasetByDigest = perRequest(async (digests: readonly string[], { db }: Context) =>
  inOrder(
    digests,
    await db.prisma.dataset.findMany({ where: { digest: { in: [...digests] } } }),
    ({ digest }) => digest,
  ),
);

export const SplitRef = builder.enumType('Split', {
  description: 'A split of a task’s examples.',
  values: {
    TRAIN: { description: 'Examples that models are trained on.' },
    DEV: { description: 'Examples for comparing models during development.' },
    TEST: { description: 'Examples for the final evaluation.' },
  } as const,
});

export const GlueContentRef = builder.enumType('GlueContent', {
  description: 'How a dataset relates to the official GLUE split of its task.',
  values: {
    OFFICIAL: { description: 'The official content, recognized by its digest.' },
    UNVERIFIED: {
      description: 'Official size, unverified content: no digest of this split is known.',
    },
    PART: { description: 'A subset of a split.' },
    OTHER: { description: 'Other content under the name of a GLUE task.' },
    NOT_GLUE: { description: 'The task is not a GLUE task.' },
  } as const,
});

export const DatasetRef = builder.objectRef<Dataset>('Dataset').implement({
  description: 'The examples of one split of one task, identified by a digest of their content.',
  fields: (t) => ({
    digest: t.exposeString('digest', { description: 'SHA-256 of the content, in hexadecimal.' }),
    name: t.exposeString('name', {
      description: 'The part of the split that the dataset contains: `dev`, `train[:2000]`.',
    }),
    split: t.field({
      type: SplitRef,
      description: 'Split that the examples belong to.',
      resolve: ({ split }) => split,
    }),
    size: t.exposeInt('size', { description: 'Number of examples.' }),
    labels: t.stringList({
      description: 'Class names, ordered by class id; empty for regression.',
      resolve: ({ labels }) => labels,
    }),
    synthetic: t.exposeBoolean('synthetic', {
      description: 'Whether the examples were generated from a grammar.',
    }),
    complete: t.exposeBoolean('complete', { description: 'Whether the dataset contains the whole split.' }),
    content: t.field({
      type: GlueContentRef,
      description: 'How the dataset relates to the official GLUE split of its task.',
      resolve: (dataset) => glueContent(dataset),
    }),
    labelCounts: t.intList({
      nullable: true,
      description:
        'Number of examples of each class, ordered by class id; null for regression, for unlabeled data, and until all examples are written.',
      resolve: ({ labelCounts }) => (labelCounts.length === 0 ? null : labelCounts),
    }),
    task: t.field({
      type: TaskRef,
      description: 'Task that the examples belong to.',
      resolve: ({ task }, _args, context) => taskOf(context).load(task),
    }),
  }),
});

interface Labeled {
  label: string;
  value: number;
}

export const Probability = builder.objectRef<Labeled>('Probability').implement({
  description: 'A class and its predicted probability.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'Name of the class.' }),
    value: t.exposeFloat('value', {
      description: 'Probability of the class, 0 to 1; for regression the predicted score.',
    }),
  }),
});

/** A distribution with the names of its classes. */
export function labeled(values: readonly number[], labels: readonly string[]): Labeled[] {
  return values.map((value, id) => ({
    label: labels[id] ?? (values.length === 1 ? 'score' : String(id)),
    value,
  }));
}

/** The gold label by name; for regression the score as text; null where there is none. */
export function labelName(label: number | null, labels: readonly string[]): string | null {
  if (label === null) return null;
  return labels.length > 0 ? (labels[label] ?? String(label)) : String(label);
}
