import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import type { Dataset } from '@stillhouse/prisma/generated/client.ts';
import { payloadOf } from '../error/payload-type.ts';
import { payload } from '../error/user-error.ts';
import { builder } from '../schema/builder.ts';
import { DatasetRef, datasetByDigest, SplitRef } from './dataset.ts';

const RegisterDatasetInput = builder.inputType('RegisterDatasetInput', {
  description: 'A dataset to register; its examples are uploaded through the bulk route.',
  fields: (t) => ({
    digest: t.string({ required: true, description: 'SHA-256 of the content, in hexadecimal.' }),
    task: t.string({ required: true, description: 'Id of the task.' }),
    split: t.field({ type: SplitRef, required: true, description: 'Split that the examples belong to.' }),
    name: t.string({
      required: true,
      description: 'The part of the split that the dataset contains: `dev`, `train[:2000]`.',
    }),
    labels: t.stringList({
      required: true,
      description: 'Class names, ordered by class id; empty for regression.',
    }),
    size: t.int({ required: true, description: 'Number of examples.' }),
    synthetic: t.boolean({
      required: true,
      description: 'Whether the examples were generated from a grammar.',
    }),
    complete: t.boolean({ required: true, description: 'Whether the dataset contains the whole split.' }),
  }),
});

const RegisterDatasetPayload = payloadOf<{ dataset: Dataset | null }>('RegisterDatasetPayload', (t) => ({
  dataset: t.field({
    type: DatasetRef,
    nullable: true,
    description: 'The dataset; null on errors.',
    resolve: ({ dataset }) => dataset ?? null,
  }),
}));

builder.mutationField('registerDataset', (t) =>
  t.field({
    type: RegisterDatasetPayload,
    description: 'Registers a dataset. Idempotent: repeating the same call changes nothing.',
    args: {
      input: t.arg({ type: RegisterDatasetInput, required: true, description: 'Dataset to register.' }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        await registerDataset(context.db, input);
        return { dataset: await datasetByDigest(context).load(input.digest) };
      }),
  }),
);
