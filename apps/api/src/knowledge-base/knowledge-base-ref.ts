import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import type { KnowledgeBase } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf } from '../schema/connection.ts';
import { grouped, inOrder, perRequest } from '../schema/per-request.ts';

export const knowledgeBaseById = perRequest(async (ids: readonly string[], { db }: Context) =>
  inOrder(ids, await db.prisma.knowledgeBase.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** The latest that was made from a teacher and not made smaller. */
export const knowledgeBaseOfTeacher = perRequest(async (teachers: readonly string[], { db }: Context) =>
  inOrder(
    teachers,
    await db.prisma.knowledgeBase.findMany({
      where: { teacherId: { in: [...teachers] }, method: null },
      orderBy: [{ teacherId: 'asc' }, { createdAt: 'desc' }],
      distinct: ['teacherId'],
    }),
    ({ teacherId }) => teacherId,
  ),
);

export const variantsOfKnowledgeBase = perRequest(async (bases: readonly string[], { db, budget }: Context) =>
  grouped(
    bases,
    await db.prisma.knowledgeBase.findMany({
      where: { derivedFromId: { in: [...bases] } },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: budget.rowsLeft + 1,
    }),
    ({ derivedFromId }) => derivedFromId ?? '',
  ),
);

export const KnowledgeBaseRef = builder.objectRef<KnowledgeBase>('KnowledgeBase');
export const KnowledgeBaseConnection = connectionOf('KnowledgeBase', KnowledgeBaseRef);

export const SearchRef = builder.enumType('Search', {
  description: 'How neighbors are searched: by comparing with every entry, or through an HNSW index.',
  values: {
    EXACT: { description: 'Compares with every entry.' },
    HNSW: { description: 'Asks an index that may miss some.' },
  } as const,
});

export const StorageRef = builder.enumType('KnowledgeStorage', {
  description: 'How the keys of a knowledge base are kept and compared.',
  values: {
    VECTOR: { description: 'In single precision.' },
    HALFVEC: { description: 'In half precision.' },
    BINARY: { description: 'By their signs first, the nearest of these then by their full vectors.' },
  } as const,
});

export const IndexRef = builder
  .objectRef<{ connectivity: number; efConstruction: number }>('KnowledgeIndex')
  .implement({
    description: 'How an HNSW index was built.',
    fields: (t) => ({
      connectivity: t.exposeInt('connectivity', {
        description: 'Neighbors of a node on the upper layers, twice as many on the lowest: pgvector’s m.',
      }),
      efConstruction: t.exposeInt('efConstruction', {
        description: 'Candidates looked at while a node is added: pgvector’s ef_construction.',
      }),
    }),
  });

export const CompressionRef = builder.enumType('Compression', {
  description: 'A way to make a knowledge base smaller.',
  values: {
    HALFVEC: { value: 'halfvec', description: 'Keys of half precision.' },
    BINARY_CODES: { value: 'binary-codes', description: 'Signs of the keys, ranked again by full vectors.' },
    RANDOM_SUBSET: { value: 'random-subset', description: 'Entries drawn at random, as many of each class.' },
    HERDING: { value: 'herding', description: 'Entries whose mean stays near the mean of their class.' },
    K_MEANS: { value: 'k-means', description: 'Means of clusters within each class, soft labels averaged.' },
    CONDENSED_NEAREST_NEIGHBOR: {
      value: 'condensed-nearest-neighbor',
      description: 'Entries without which a nearest neighbor would be of another class.',
    },
  } as const,
});

const HubRef = builder
  .objectRef<NonNullable<KnowledgeBaseHealth['largestHubs']>[number]>('KnowledgeHub')
  .implement({
    description: 'An entry that is the neighbor of many others.',
    fields: (t) => ({
      entry: t.exposeInt('entry', { description: 'Its index.' }),
      occurrences: t.exposeInt('occurrences', { description: 'Of how many others it is among the nearest.' }),
    }),
  });

const LeakageRef = builder
  .objectRef<NonNullable<KnowledgeBaseHealth['leakage']>[number]>('KnowledgeLeakage')
  .implement({
    description: 'Evaluation texts that stand in a knowledge base.',
    fields: (t) => ({
      dataset: t.exposeString('dataset', { description: 'Name of the evaluated dataset.' }),
      examples: t.exposeInt('examples', { description: 'Its examples.' }),
      leaked: t.exposeInt('leaked', { description: 'Those whose normalized texts an entry has.' }),
    }),
  });

export const HealthRef = builder.objectRef<KnowledgeBaseHealth>('KnowledgeBaseHealth').implement({
  description: 'Figures taken when a knowledge base was sealed.',
  fields: (t) => ({
    labelPurity: t.exposeFloat('labelPurity', {
      nullable: true,
      description:
        'Share of an entry’s nearest neighbors that carry its gold label, mean over entries; null for regression.',
    }),
    labelPurityK: t.exposeInt('labelPurityK', {
      description: 'How many neighbors were looked at, for every figure about neighbors.',
    }),
    teacherAccuracy: t.exposeFloat('teacherAccuracy', {
      nullable: true,
      description: 'Share of entries whose likeliest soft label is the gold one.',
    }),
    meanEntropy: t.exposeFloat('meanEntropy', {
      nullable: true,
      description: 'Mean entropy of the soft labels, in nats; null for regression.',
    }),
    neighborScoreGap: t.exposeFloat('neighborScoreGap', {
      nullable: true,
      description:
        'Regression only: mean absolute difference in score between an entry and its nearest neighbors.',
    }),
    teacherPearson: t.exposeFloat('teacherPearson', {
      nullable: true,
      description: 'Regression only: correlation of the teacher’s scores with the gold ones.',
    }),
    teacherError: t.exposeFloat('teacherError', {
      nullable: true,
      description: 'Regression only: root mean squared error of the teacher’s scores.',
    }),
    duplicates: t.exposeInt('duplicates', {
      description: 'Entries whose texts stand in an earlier one too.',
    }),
    hubSkewness: t.float({
      nullable: true,
      description:
        'Skewness of how often entries stand among the nearest of others: above 1 few of them are everybody’s neighbors; null where it was not taken.',
      resolve: ({ hubSkewness }) => hubSkewness ?? null,
    }),
    largestHubs: t.field({
      type: [HubRef],
      nullable: true,
      description: 'The entries that stand among the nearest of most others, at most five.',
      resolve: ({ largestHubs }) => largestHubs ?? null,
    }),
    deadEntries: t.int({
      nullable: true,
      description: 'Entries that are among the nearest of no other; null where it was not taken.',
      resolve: ({ deadEntries }) => deadEntries ?? null,
    }),
    leakage: t.field({
      type: [LeakageRef],
      nullable: true,
      description: 'Evaluation texts that stand in the knowledge base; null where it was not looked for.',
      resolve: ({ leakage }) => leakage ?? null,
    }),
  }),
});
