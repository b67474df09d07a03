import {
  compressions,
  type KnowledgeBaseHealth,
  keyBytes,
} from '@stillhouse/domain/record/knowledge-base.ts';
import {
  type EntryFilter as Condition,
  countEntries,
  entryPages,
} from '@stillhouse/prisma/knowledge-base/entry-page.ts';
import type { Context } from '../context.ts';
import { DatasetRef, datasetByDigest } from '../dataset/dataset.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { afterIndex, pageOf } from '../schema/connection.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { perOwner } from '../schema/per-request.ts';
import { TaskRef, taskOf } from '../task/task.ts';
import { EntryConnection, EntryRef, entryByIndex } from './entry-ref.ts';
import {
  CompressionRef,
  HealthRef,
  IndexRef,
  KnowledgeBaseRef,
  knowledgeBaseById,
  StorageRef,
  variantsOfKnowledgeBase,
} from './knowledge-base-ref.ts';

interface EntryPage {
  condition: Condition;
  after: number;
  limit: number;
}

const entriesOf = perOwner((bases: readonly string[], { condition, ...page }: EntryPage, { db }: Context) =>
  entryPages(db, bases, condition, page),
);

const entryCountOf = perOwner((bases: readonly string[], condition: Condition, { db }: Context) =>
  countEntries(db, bases, condition),
);

const EntryFilter = builder.inputType('EntryFilter', {
  description: 'Conditions on entries, combined with AND.',
  fields: (t) => ({
    label: t.string({ description: 'Name of the gold label.' }),
    text: t.string({ description: 'Substring of a text, ignoring case.' }),
  }),
});

builder.node(KnowledgeBaseRef, {
  description: 'A teacher’s embeddings and soft labels of a training set; immutable once sealed.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => knowledgeBaseById(context).load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the knowledge base.' }),
    task: t.field({
      type: TaskRef,
      description: 'Task that the teacher was trained on.',
      resolve: async (base, _args, context) => {
        const dataset = must(await datasetByDigest(context).load(base.datasetDigest));
        return taskOf(context).load(dataset.task);
      },
    }),
    dataset: t.field({
      type: DatasetRef,
      description: 'Dataset that the entries were made from.',
      resolve: async (base, _args, context) => must(await datasetByDigest(context).load(base.datasetDigest)),
    }),
    teacher: t.field({
      type: RunRef,
      description: 'Teacher run that created the knowledge base.',
      resolve: async (base, _args, context) => must(await runById(context).load(base.teacherId)),
    }),
    dimension: t.exposeInt('dimension', { description: 'Dimension of the keys.' }),
    classes: t.exposeInt('classes', {
      description: 'Number of classes in the soft labels; 1 for regression.',
    }),
    size: t.exposeInt('size', { description: 'Number of entries written so far; final once sealed.' }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Size in bytes: `entryBytes` + `indexBytes`.',
      resolve: ({ entryBytes, indexBytes }) => entryBytes + indexBytes,
    }),
    entryBytes: t.expose('entryBytes', {
      type: 'BigInt',
      description:
        'Size in bytes of the table (keys, soft labels and primary key, without the HNSW index), measured when it was sealed; 0 before.',
    }),
    indexBytes: t.expose('indexBytes', {
      type: 'BigInt',
      description: 'Size in bytes of the HNSW index, measured when it was built; 0 without one.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When the knowledge base was created.',
    }),
    sealedAt: t.expose('sealedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the knowledge base was sealed; null before.',
    }),
    indexed: t.exposeBoolean('indexed', { description: 'Whether the knowledge base has an HNSW index.' }),
    index: t.field({
      type: IndexRef,
      nullable: true,
      description: 'Build parameters of the HNSW index; null without one.',
      resolve: ({ indexConnectivity: connectivity, indexEfConstruction: efConstruction }) =>
        connectivity === null || efConstruction === null ? null : { connectivity, efConstruction },
    }),
    storage: t.field({
      type: StorageRef,
      description: 'How keys are stored and compared.',
      resolve: ({ storage }) => storage,
    }),
    rerank: t.exposeInt('rerank', {
      nullable: true,
      description:
        'For BINARY storage, the number of candidates that are compared by full vectors; null for other storage.',
    }),
    keyBytes: t.field({
      type: 'BigInt',
      description: 'Bytes of keys that one query reads, without soft labels and indexes.',
      resolve: ({ storage, size, dimension }) => BigInt(keyBytes(storage, size, dimension)),
    }),
    derivedFrom: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description: 'Knowledge base that this one is a smaller variant of; null if it is not a variant.',
      resolve: ({ derivedFromId }, _args, context) =>
        derivedFromId === null ? null : knowledgeBaseById(context).load(derivedFromId),
    }),
    method: t.field({
      type: CompressionRef,
      nullable: true,
      description: 'Method that made the variant; null if it is not a variant.',
      resolve: ({ method }) => compressions.find((known) => known === method) ?? null,
    }),
    settings: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Settings of the method, by name; null if it is not a variant.',
      resolve: ({ settings }) => settings,
    }),
    variants: t.field({
      type: [KnowledgeBaseRef],
      description: 'Smaller variants of this knowledge base, oldest first.',
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ id }, _args, context) => variantsOfKnowledgeBase(context).load(id),
    }),
    health: t.field({
      type: HealthRef,
      nullable: true,
      description: 'Quality figures measured when it was sealed; null if there are none.',
      resolve: ({ health }) => health as KnowledgeBaseHealth | null,
    }),
    entries: t.field({
      type: EntryConnection,
      description: 'The entries, in index order.',
      args: {
        filter: t.arg({ type: EntryFilter, description: 'Conditions on the entries to return.' }),
        first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
        after: t.arg.string({ description: '`endCursor` of the previous page.' }),
      },
      complexity: pageCost,
      resolve: async (base, { filter, ...args }, context) => {
        const { labels } = must(await datasetByDigest(context).load(base.datasetDigest));
        // A label that the dataset does not have is one that no entry has: −1 finds none.
        const label = filter?.label == null ? null : labels.indexOf(filter.label);
        const condition = { label, text: filter?.text ?? null };
        const limit = checkFirst(args.first) + 1;
        const page = { condition, after: afterIndex(args.after), limit };
        const rows = await entriesOf(context).load({ owner: base.id, args: page });
        return pageOf(rows, args, {
          cursorOf: ({ index }) => [index],
          count: () => entryCountOf(context).load({ owner: base.id, args: condition }),
        });
      },
    }),
    entry: t.field({
      type: EntryRef,
      nullable: true,
      description: 'One entry by its index; null if there is none.',
      args: { index: t.arg.int({ required: true, description: 'Index of the entry, from 0.' }) },
      resolve: (base, { index }, context) => entryByIndex(context).load({ knowledgeBase: base.id, index }),
    }),
  }),
});
