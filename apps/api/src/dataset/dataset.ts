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
  description: 'Which part of a task’s examples.',
  values: {
    TRAIN: { description: 'What models learn from.' },
    DEV: { description: 'What they are measured on while they are made.' },
    TEST: { description: 'What they are measured on in the end.' },
  } as const,
});

export const GlueContentRef = builder.enumType('GlueContent', {
  description: 'How a dataset relates to the official GLUE split of its task.',
  values: {
    OFFICIAL: { description: 'The official content, recognized by its digest.' },
    UNVERIFIED: {
      description: 'The official size; the content is not verified, since no digest of the split is known.',
    },
    PART: { description: 'A part of a split.' },
    OTHER: { description: 'Other content under the name of a GLUE task.' },
    NOT_GLUE: { description: 'The task is not one of GLUE’s.' },
  } as const,
});

export const DatasetRef = builder.objectRef<Dataset>('Dataset').implement({
  description: 'The examples of one split of one task, known by the digest of their content.',
  fields: (t) => ({
    digest: t.exposeString('digest', { description: 'sha256 of its content.' }),
    name: t.exposeString('name', { description: 'What of the split was taken: `dev`, `train[:2000]`.' }),
    split: t.field({ type: SplitRef, description: 'Train, dev or test.', resolve: ({ split }) => split }),
    size: t.exposeInt('size', { description: 'How many examples.' }),
    labels: t.stringList({ description: 'Class names in id order.', resolve: ({ labels }) => labels }),
    synthetic: t.exposeBoolean('synthetic', { description: 'Whether a grammar made them.' }),
    complete: t.exposeBoolean('complete', { description: 'Whether the whole split was taken.' }),
    content: t.field({
      type: GlueContentRef,
      description: 'How it relates to the official GLUE split of its task.',
      resolve: (dataset) => glueContent(dataset),
    }),
    labelCounts: t.intList({
      nullable: true,
      description:
        'Examples of each class, in id order; null for regression, without gold labels, and until it is complete.',
      resolve: ({ labelCounts }) => (labelCounts.length === 0 ? null : labelCounts),
    }),
    task: t.field({
      type: TaskRef,
      description: 'What is learned from it.',
      resolve: ({ task }, _args, context) => taskOf(context).load(task),
    }),
  }),
});

interface Labeled {
  label: string;
  value: number;
}

export const Probability = builder.objectRef<Labeled>('Probability').implement({
  description: 'A class and how likely it is held to be.',
  fields: (t) => ({
    label: t.exposeString('label', { description: 'The class.' }),
    value: t.exposeFloat('value', { description: 'Its probability; for regression the predicted score.' }),
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
