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
  description: 'A knowledge base to create; its entries are uploaded through the bulk route.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID that you generate; it makes retries safe.' }),
    name: t.string({ required: true, description: 'Name of the knowledge base.' }),
    teacher: t.id({ required: true, description: 'Teacher run that creates it.' }),
    dataset: t.string({
      required: true,
      description: 'Digest of the dataset that the entries are made from.',
    }),
    dimension: t.int({ required: true, description: 'Dimension of the keys.' }),
    classes: t.int({
      required: true,
      description: 'Number of classes in the soft labels; 1 for regression.',
    }),
    storage: t.field({ type: StorageRef, description: 'How keys are stored and compared; default: VECTOR.' }),
    rerank: t.int({
      description: 'For BINARY storage, the number of candidates that are compared by full vectors.',
    }),
    derivedFrom: t.field({
      type: DerivationInput,
      description: 'The knowledge base that this one is a smaller variant of, and the method.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created, at most one day in the future; default: now.',
    }),
  }),
});

const HubInput = builder.inputType('KnowledgeHubInput', {
  description: 'A hub: an entry that is among the nearest neighbors of many others.',
  fields: (t) => ({
    entry: t.int({ required: true, description: 'Index of the entry.' }),
    occurrences: t.int({
      required: true,
      description: 'Number of other entries that have it among their nearest neighbors.',
    }),
  }),
});

const LeakageInput = builder.inputType('KnowledgeLeakageInput', {
  description: 'Overlap between an evaluation dataset and the knowledge base.',
  fields: (t) => ({
    dataset: t.string({ required: true, description: 'Name of the evaluation dataset.' }),
    examples: t.int({ required: true, description: 'Number of examples in the evaluation dataset.' }),
    leaked: t.int({
      required: true,
      description: 'Number of these examples whose normalized texts also occur in the knowledge base.',
    }),
  }),
});

const DerivationInput = builder.inputType('DerivationInput', {
  description: 'How a smaller variant of a knowledge base was made.',
  fields: (t) => ({
    knowledgeBase: t.id({ required: true, description: 'The original knowledge base.' }),
    method: t.field({ type: CompressionRef, required: true, description: 'Method that made the variant.' }),
    settings: t.field({ type: 'JSON', required: true, description: 'Settings of the method, by name.' }),
  }),
});

const HealthInput = builder.inputType('KnowledgeBaseHealthInput', {
  description: 'Quality figures of a knowledge base, measured when it is sealed.',
  fields: (t) => ({
    labelPurity: t.float({
      description:
        'Share of an entry’s nearest neighbors that have its gold label, mean over entries, 0 to 1. Omit for regression.',
    }),
    labelPurityK: t.int({
      required: true,
      description: 'K, the number of neighbors that all neighbor figures use.',
    }),
    teacherAccuracy: t.float({
      description:
        'Share of entries whose most likely soft label is the gold label, 0 to 1. Omit for regression.',
    }),
    meanEntropy: t.float({ description: 'Mean entropy of the soft labels, in nats. Omit for regression.' }),
    neighborScoreGap: t.float({
      description:
        'Mean absolute difference between the gold scores of an entry and its nearest neighbors. Regression only.',
    }),
    teacherPearson: t.float({
      description: 'Pearson correlation between the teacher’s scores and the gold scores. Regression only.',
    }),
    teacherError: t.float({
      description: 'Root mean squared error of the teacher’s scores. Regression only.',
    }),
    duplicates: t.int({
      required: true,
      description: 'Number of entries whose texts already occur in an earlier entry.',
    }),
    hubSkewness: t.float({
      description: 'Skewness of the number of times an entry is among the nearest neighbors of others.',
    }),
    largestHubs: t.field({ type: [HubInput], description: 'The largest hubs, at most five.' }),
    deadEntries: t.int({ description: 'Number of entries that are a nearest neighbor of no other entry.' }),
    leakage: t.field({ type: [LeakageInput], description: 'Overlap with evaluation datasets.' }),
  }),
});

const SealKnowledgeBaseInput = builder.inputType('SealKnowledgeBaseInput', {
  description: 'A knowledge base to seal, once all entries are written.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the knowledge base.' }),
    size: t.int({ required: true, description: 'Expected number of entries.' }),
    health: t.field({ type: HealthInput, description: 'Quality figures of the knowledge base.' }),
    sealedAt: t.field({
      type: 'DateTime',
      description:
        'When it was sealed, not before it was created and at most one day in the future; default: now.',
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
      description: 'The knowledge base; null on errors.',
      resolve: ({ knowledgeBase }) => knowledgeBase ?? null,
    }),
  }));

const written = async (id: string, context: Context) => ({
  knowledgeBase: await knowledgeBaseById(context).clear(id).load(id),
});

builder.mutationField('createKnowledgeBase', (t) =>
  t.field({
    type: knowledgeBasePayload('CreateKnowledgeBasePayload'),
    description: 'Creates a knowledge base. Idempotent: repeating the same call changes nothing.',
    args: {
      input: t.arg({
        type: CreateKnowledgeBaseInput,
        required: true,
        description: 'Knowledge base to create.',
      }),
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
  description: 'A knowledge base to index.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of a sealed knowledge base.' }) }),
});

builder.mutationField('buildKnowledgeBaseIndex', (t) =>
  t.field({
    type: knowledgeBasePayload('BuildKnowledgeBaseIndexPayload'),
    description:
      'Builds an HNSW index for a sealed knowledge base, so that it can be searched with HNSW. Entries and `entryBytes` do not change. Idempotent: does nothing if the index exists.',
    args: {
      input: t.arg({ type: BuildIndexInput, required: true, description: 'Knowledge base to index.' }),
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
    description: 'Seals a knowledge base, which makes it immutable. Fails if entries are missing.',
    args: {
      input: t.arg({
        type: SealKnowledgeBaseInput,
        required: true,
        description: 'Knowledge base to seal, with its figures.',
      }),
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
