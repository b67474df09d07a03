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
  description: 'Conditions on entries; all that are given must hold.',
  fields: (t) => ({
    label: t.string({ description: 'Name of the gold label.' }),
    text: t.string({ description: 'What a text contains, in upper or lower case.' }),
  }),
});

builder.node(KnowledgeBaseRef, {
  description: 'A teacher’s keys and soft labels of a training set; immutable once sealed.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => knowledgeBaseById(context).load(id))),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is called.' }),
    task: t.field({
      type: TaskRef,
      description: 'What its teacher learned.',
      resolve: async (base, _args, context) => {
        const dataset = must(await datasetByDigest(context).load(base.datasetDigest));
        return taskOf(context).load(dataset.task);
      },
    }),
    dataset: t.field({
      type: DatasetRef,
      description: 'The examples its entries were made from.',
      resolve: async (base, _args, context) => must(await datasetByDigest(context).load(base.datasetDigest)),
    }),
    teacher: t.field({
      type: RunRef,
      description: 'The run that made it.',
      resolve: async (base, _args, context) => must(await runById(context).load(base.teacherId)),
    }),
    dimension: t.exposeInt('dimension', { description: 'Width of the keys.' }),
    classes: t.exposeInt('classes', { description: 'Width of the soft labels.' }),
    size: t.exposeInt('size', { description: 'Entries written so far; final once sealed.' }),
    bytes: t.field({
      type: 'BigInt',
      description: '`entryBytes` + `indexBytes`.',
      resolve: ({ entryBytes, indexBytes }) => entryBytes + indexBytes,
    }),
    entryBytes: t.expose('entryBytes', {
      type: 'BigInt',
      description:
        'Bytes of its table: keys, soft labels and primary key, without the HNSW index; as of sealing, 0 before.',
    }),
    indexBytes: t.expose('indexBytes', {
      type: 'BigInt',
      description: 'Bytes of the HNSW index, as of building it; 0 without one.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    sealedAt: t.expose('sealedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sealed; null before.',
    }),
    indexed: t.exposeBoolean('indexed', { description: 'Whether an HNSW index stands.' }),
    index: t.field({
      type: IndexRef,
      nullable: true,
      description: 'How its HNSW index was built; null where none stands.',
      resolve: ({ indexConnectivity: connectivity, indexEfConstruction: efConstruction }) =>
        connectivity === null || efConstruction === null ? null : { connectivity, efConstruction },
    }),
    storage: t.field({
      type: StorageRef,
      description: 'How its keys are kept and compared.',
      resolve: ({ storage }) => storage,
    }),
    rerank: t.exposeInt('rerank', {
      nullable: true,
      description: 'Of BINARY storage: entries whose full vectors are compared.',
    }),
    keyBytes: t.field({
      type: 'BigInt',
      description: 'Bytes of the keys that a search reads for each query, without soft labels and indexes.',
      resolve: ({ storage, size, dimension }) => BigInt(keyBytes(storage, size, dimension)),
    }),
    derivedFrom: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description: 'The knowledge base it was made smaller from.',
      resolve: ({ derivedFromId }, _args, context) =>
        derivedFromId === null ? null : knowledgeBaseById(context).load(derivedFromId),
    }),
    method: t.field({
      type: CompressionRef,
      nullable: true,
      description: 'By which method it was made smaller; null for a teacher’s own.',
      resolve: ({ method }) => compressions.find((known) => known === method) ?? null,
    }),
    settings: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Settings of that method.',
      resolve: ({ settings }) => settings,
    }),
    variants: t.field({
      type: [KnowledgeBaseRef],
      description: 'Smaller knowledge bases that were made from it, the earliest first.',
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ id }, _args, context) => variantsOfKnowledgeBase(context).load(id),
    }),
    health: t.field({
      type: HealthRef,
      nullable: true,
      description: 'Figures taken at sealing.',
      resolve: ({ health }) => health as KnowledgeBaseHealth | null,
    }),
    entries: t.field({
      type: EntryConnection,
      description: 'Its entries in their order.',
      args: {
        filter: t.arg({ type: EntryFilter, description: 'Which entries.' }),
        first: t.arg.int({ required: true, description: 'Rows of the page, 1 to 100.' }),
        after: t.arg.string({ description: 'endCursor of the page before.' }),
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
      description: 'One entry by its index.',
      args: { index: t.arg.int({ required: true, description: 'From 0.' }) },
      resolve: (base, { index }, context) => entryByIndex(context).load({ knowledgeBase: base.id, index }),
    }),
  }),
});
