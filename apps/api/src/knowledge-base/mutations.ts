import type { CreateKnowledgeBase } from '@stillhouse/domain/record/knowledge-base.ts';
import type { KnowledgeBase } from '@stillhouse/prisma/generated/client.ts';
import { createKnowledgeBase } from '@stillhouse/prisma/knowledge-base/create-knowledge-base.ts';
import { ensureIndex } from '@stillhouse/prisma/knowledge-base/ensure-index.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import type { Context } from '../context.ts';
import { payloadOf } from '../error/payload-type.ts';
import { payload } from '../error/user-error.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { CompressionRef, KnowledgeBaseRef, knowledgeBaseById, StorageRef } from './knowledge-base-ref.ts';

const CreateKnowledgeBaseInput = builder.inputType('CreateKnowledgeBaseInput', {
  description: 'A knowledge base whose entries follow through the bulk route.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID of your making.' }),
    name: t.string({ required: true, description: 'What to call it.' }),
    teacher: t.id({ required: true, description: 'The run that makes it.' }),
    dataset: t.string({ required: true, description: 'Digest of the dataset its entries are made from.' }),
    dimension: t.int({ required: true, description: 'Width of the keys.' }),
    classes: t.int({ required: true, description: 'Width of the soft labels.' }),
    storage: t.field({ type: StorageRef, description: 'How keys are kept; left out: VECTOR.' }),
    rerank: t.int({ description: 'Of BINARY storage: entries whose full vectors are compared.' }),
    derivedFrom: t.field({ type: DerivationInput, description: 'What it was made smaller from, and how.' }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was begun, at most a day ahead; left out: now.',
    }),
  }),
});

const HubInput = builder.inputType('KnowledgeHubInput', {
  description: 'An entry that is the neighbor of many others.',
  fields: (t) => ({
    entry: t.int({ required: true, description: 'Its index.' }),
    occurrences: t.int({ required: true, description: 'Of how many others it is among the nearest.' }),
  }),
});

const LeakageInput = builder.inputType('KnowledgeLeakageInput', {
  description: 'Evaluation texts that stand in a knowledge base.',
  fields: (t) => ({
    dataset: t.string({ required: true, description: 'Name of the evaluated dataset.' }),
    examples: t.int({ required: true, description: 'Its examples.' }),
    leaked: t.int({ required: true, description: 'Those whose normalized texts an entry has.' }),
  }),
});

const DerivationInput = builder.inputType('DerivationInput', {
  description: 'What a knowledge base was made smaller from, and how.',
  fields: (t) => ({
    knowledgeBase: t.id({ required: true, description: 'The knowledge base it was made from.' }),
    method: t.field({ type: CompressionRef, required: true, description: 'By which method.' }),
    settings: t.field({ type: 'JSON', required: true, description: 'Settings of the method, by name.' }),
  }),
});

const HealthInput = builder.inputType('KnowledgeBaseHealthInput', {
  description: 'Figures taken at sealing.',
  fields: (t) => ({
    labelPurity: t.float({
      description: 'Mean share of nearest neighbors with the same gold label; not for regression.',
    }),
    labelPurityK: t.int({ required: true, description: 'How many neighbors were looked at.' }),
    teacherAccuracy: t.float({ description: 'Accuracy of the soft labels.' }),
    meanEntropy: t.float({ description: 'Mean entropy of the soft labels, in nats; not for regression.' }),
    neighborScoreGap: t.float({
      description: 'Regression only: mean absolute difference in score to the nearest neighbors.',
    }),
    teacherPearson: t.float({ description: 'Regression only: correlation with the gold scores.' }),
    teacherError: t.float({ description: 'Regression only: root mean squared error.' }),
    duplicates: t.int({ required: true, description: 'Entries whose texts stand in an earlier one too.' }),
    hubSkewness: t.float({ description: 'Skewness of how often entries are among the nearest of others.' }),
    largestHubs: t.field({ type: [HubInput], description: 'The largest hubs, at most five.' }),
    deadEntries: t.int({ description: 'Entries that are among the nearest of no other.' }),
    leakage: t.field({ type: [LeakageInput], description: 'Evaluation texts that entries have.' }),
  }),
});

const SealKnowledgeBaseInput = builder.inputType('SealKnowledgeBaseInput', {
  description: 'A knowledge base whose entries are all written.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The knowledge base.' }),
    size: t.int({ required: true, description: 'How many entries it must have.' }),
    health: t.field({ type: HealthInput, description: 'Its figures.' }),
    sealedAt: t.field({
      type: 'DateTime',
      description: 'When that was, not before it was begun and at most a day ahead; left out: now.',
    }),
  }),
});

type Derivation = NonNullable<CreateKnowledgeBase['derivedFrom']>;

function derivation({ knowledgeBase, method, settings }: typeof DerivationInput.$inferInput): Derivation {
  const id = bareId('KnowledgeBase', String(knowledgeBase), 'derivedFrom', 'knowledgeBase');
  return { knowledgeBase: id, method, settings: settings as Derivation['settings'] };
}

const knowledgeBasePayload = (name: string) =>
  payloadOf<{ knowledgeBase: KnowledgeBase | null }>(name, (t) => ({
    knowledgeBase: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description: 'The knowledge base; null where there are errors.',
      resolve: ({ knowledgeBase }) => knowledgeBase ?? null,
    }),
  }));

const written = async (id: string, context: Context) => ({
  knowledgeBase: await knowledgeBaseById(context).clear(id).load(id),
});

builder.mutationField('createKnowledgeBase', (t) =>
  t.field({
    type: knowledgeBasePayload('CreateKnowledgeBasePayload'),
    description: 'Begins a knowledge base. The same again changes nothing.',
    args: {
      input: t.arg({ type: CreateKnowledgeBaseInput, required: true, description: 'The knowledge base.' }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('KnowledgeBase', String(input.id), 'id');
        const teacher = bareId('Run', String(input.teacher), 'teacher');
        const { storage, derivedFrom, createdAt, ...rest } = input;
        await createKnowledgeBase(context.db, {
          ...rest,
          id,
          teacher,
          ...(storage && { storage }),
          derivedFrom: derivedFrom ? derivation(derivedFrom) : null,
          createdAt: createdAt?.toISOString(),
        });
        return written(id, context);
      }),
  }),
);

const BuildIndexInput = builder.inputType('BuildKnowledgeBaseIndexInput', {
  description: 'Which knowledge base to index.',
  fields: (t) => ({ id: t.id({ required: true, description: 'A sealed knowledge base.' }) }),
});

builder.mutationField('buildKnowledgeBaseIndex', (t) =>
  t.field({
    type: knowledgeBasePayload('BuildKnowledgeBaseIndexPayload'),
    description:
      'Builds the HNSW index of a sealed knowledge base that has none, so that it can be searched with HNSW. Its entries and `entryBytes` do not change. A retry changes nothing.',
    args: {
      input: t.arg({ type: BuildIndexInput, required: true, description: 'Which knowledge base.' }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('KnowledgeBase', String(input.id), 'id');
        await ensureIndex(context.db, id);
        return written(id, context);
      }),
  }),
);

builder.mutationField('sealKnowledgeBase', (t) =>
  t.field({
    type: knowledgeBasePayload('SealKnowledgeBasePayload'),
    description: 'Seals a knowledge base: from now on it never changes. Fails while entries are missing.',
    args: {
      input: t.arg({ type: SealKnowledgeBaseInput, required: true, description: 'Which, and its figures.' }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('KnowledgeBase', String(input.id), 'id');
        const health = input.health && {
          ...input.health,
          labelPurity: input.health.labelPurity ?? null,
          teacherAccuracy: input.health.teacherAccuracy ?? null,
          meanEntropy: input.health.meanEntropy ?? null,
        };
        const sealedAt = input.sealedAt?.toISOString();
        await sealKnowledgeBase(context.db, { id, size: input.size, health: health ?? null, sealedAt });
        return written(id, context);
      }),
  }),
);
