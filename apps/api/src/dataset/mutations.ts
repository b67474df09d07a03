import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import type { Dataset } from '@stillhouse/prisma/generated/client.ts';
import { payloadOf } from '../error/payload-type.ts';
import { payload } from '../error/user-error.ts';
import { builder } from '../schema/builder.ts';
import { DatasetRef, datasetByDigest, SplitRef } from './dataset.ts';

const RegisterDatasetInput = builder.inputType('RegisterDatasetInput', {
  description: 'A dataset whose examples follow through the bulk route.',
  fields: (t) => ({
    digest: t.string({ required: true, description: 'sha256 of its content.' }),
    task: t.string({ required: true, description: 'Id of the task.' }),
    split: t.field({ type: SplitRef, required: true, description: 'Which split.' }),
    name: t.string({ required: true, description: 'What of the split was taken.' }),
    labels: t.stringList({ required: true, description: 'Class names in id order.' }),
    size: t.int({ required: true, description: 'How many examples.' }),
    synthetic: t.boolean({ required: true, description: 'Whether a grammar made them.' }),
    complete: t.boolean({ required: true, description: 'Whether the whole split was taken.' }),
  }),
});

const RegisterDatasetPayload = payloadOf<{ dataset: Dataset | null }>('RegisterDatasetPayload', (t) => ({
  dataset: t.field({
    type: DatasetRef,
    nullable: true,
    description: 'The dataset; null where there are errors.',
    resolve: ({ dataset }) => dataset ?? null,
  }),
}));

builder.mutationField('registerDataset', (t) =>
  t.field({
    type: RegisterDatasetPayload,
    description: 'Announces a dataset. The same again changes nothing.',
    args: { input: t.arg({ type: RegisterDatasetInput, required: true, description: 'The dataset.' }) },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        await registerDataset(context.db, input);
        return { dataset: await datasetByDigest(context).load(input.digest) };
      }),
  }),
);
