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
  description: 'How neighbors are searched.',
  values: {
    EXACT: { description: 'Exact search: compares the query with every entry.' },
    HNSW: { description: 'Approximate search through an HNSW index, which may miss some neighbors.' },
  } as const,
});

export const StorageRef = builder.enumType('KnowledgeStorage', {
  description: 'How the keys of a knowledge base are stored and compared.',
  values: {
    VECTOR: { description: 'Single precision.' },
    HALFVEC: { description: 'Half precision.' },
    BINARY: {
      description:
        'Binary codes (signs of the elements); the nearest candidates are re-ranked by their full vectors.',
    },
  } as const,
});

export const IndexRef = builder
  .objectRef<{ connectivity: number; efConstruction: number }>('KnowledgeIndex')
  .implement({
    description: 'Build parameters of an HNSW index.',
    fields: (t) => ({
      connectivity: t.exposeInt('connectivity', {
        description:
          'Connections per node on the upper layers, twice as many on the lowest layer (pgvector’s `m`).',
      }),
      efConstruction: t.exposeInt('efConstruction', {
        description: 'Size of the candidate list during construction (pgvector’s `ef_construction`).',
      }),
    }),
  });

export const CompressionRef = builder.enumType('Compression', {
  description: 'A method of making a knowledge base smaller.',
  values: {
    HALFVEC: { value: 'halfvec', description: 'Stores keys in half precision.' },
    BINARY_CODES: {
      value: 'binary-codes',
      description: 'Stores the signs of the keys and re-ranks candidates by their full vectors.',
    },
    RANDOM_SUBSET: {
      value: 'random-subset',
      description: 'Random subset of the entries, balanced by class.',
    },
    HERDING: {
      value: 'herding',
      description: 'Herding: a subset whose mean stays close to the mean of each class.',
    },
    K_MEANS: {
      value: 'k-means',
      description: 'K-means prototypes: means of clusters within each class, with averaged soft labels.',
    },
    CONDENSED_NEAREST_NEIGHBOR: {
      value: 'condensed-nearest-neighbor',
      description:
        'Condensed nearest neighbor (Hart 1968): a subset in which the nearest neighbor of every entry has that entry’s class.',
    },
  } as const,
});

const HubRef = builder
  .objectRef<NonNullable<KnowledgeBaseHealth['largestHubs']>[number]>('KnowledgeHub')
  .implement({
    description: 'A hub: an entry that is among the nearest neighbors of many others.',
    fields: (t) => ({
      entry: t.exposeInt('entry', { description: 'Index of the entry.' }),
      occurrences: t.exposeInt('occurrences', {
        description: 'Number of other entries that have it among their nearest neighbors.',
      }),
    }),
  });

const LeakageRef = builder
  .objectRef<NonNullable<KnowledgeBaseHealth['leakage']>[number]>('KnowledgeLeakage')
  .implement({
    description: 'Overlap between an evaluation dataset and the knowledge base.',
    fields: (t) => ({
      dataset: t.exposeString('dataset', { description: 'Name of the evaluation dataset.' }),
      examples: t.exposeInt('examples', { description: 'Number of examples in the evaluation dataset.' }),
      leaked: t.exposeInt('leaked', {
        description: 'Number of these examples whose normalized texts also occur in the knowledge base.',
      }),
    }),
  });

export const HealthRef = builder.objectRef<KnowledgeBaseHealth>('KnowledgeBaseHealth').implement({
  description: 'Quality figures of a knowledge base, measured when it was sealed.',
  fields: (t) => ({
    labelPurity: t.exposeFloat('labelPurity', {
      nullable: true,
      description:
        'Share of an entry’s nearest neighbors that have its gold label, mean over entries, 0 to 1; null for regression.',
    }),
    labelPurityK: t.exposeInt('labelPurityK', {
      description: 'K, the number of neighbors that all neighbor figures use.',
    }),
    teacherAccuracy: t.exposeFloat('teacherAccuracy', {
      nullable: true,
      description:
        'Share of entries whose most likely soft label is the gold label, 0 to 1; null for regression.',
    }),
    meanEntropy: t.exposeFloat('meanEntropy', {
      nullable: true,
      description: 'Mean entropy of the soft labels, in nats; null for regression.',
    }),
    neighborScoreGap: t.exposeFloat('neighborScoreGap', {
      nullable: true,
      description:
        'Mean absolute difference between the gold scores of an entry and its nearest neighbors; null for classification.',
    }),
    teacherPearson: t.exposeFloat('teacherPearson', {
      nullable: true,
      description:
        'Pearson correlation between the teacher’s scores and the gold scores; null for classification.',
    }),
    teacherError: t.exposeFloat('teacherError', {
      nullable: true,
      description: 'Root mean squared error of the teacher’s scores; null for classification.',
    }),
    duplicates: t.exposeInt('duplicates', {
      description: 'Number of entries whose texts already occur in an earlier entry.',
    }),
    hubSkewness: t.float({
      nullable: true,
      description:
        'Skewness of the number of times an entry is among the nearest neighbors of others; above 1, few entries are neighbors of very many. Null if not measured.',
      resolve: ({ hubSkewness }) => hubSkewness ?? null,
    }),
    largestHubs: t.field({
      type: [HubRef],
      nullable: true,
      description: 'The largest hubs, at most five.',
      resolve: ({ largestHubs }) => largestHubs ?? null,
    }),
    deadEntries: t.int({
      nullable: true,
      description: 'Number of entries that are a nearest neighbor of no other entry; null if not measured.',
      resolve: ({ deadEntries }) => deadEntries ?? null,
    }),
    leakage: t.field({
      type: [LeakageRef],
      nullable: true,
      description: 'Overlap with evaluation datasets; null if not measured.',
      resolve: ({ leakage }) => leakage ?? null,
    }),
  }),
});
