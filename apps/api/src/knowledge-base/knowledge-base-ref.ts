import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import type { KnowledgeBase } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf } from '../schema/connection.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

export const knowledgeBaseById = perRequest(async (ids: readonly string[], { db }: Context) =>
  inOrder(ids, await db.prisma.knowledgeBase.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** The latest that was made from a teacher. */
export const knowledgeBaseOfTeacher = perRequest(async (teachers: readonly string[], { db }: Context) =>
  inOrder(
    teachers,
    await db.prisma.knowledgeBase.findMany({
      where: { teacherId: { in: [...teachers] } },
      orderBy: [{ teacherId: 'asc' }, { createdAt: 'desc' }],
      distinct: ['teacherId'],
    }),
    ({ teacherId }) => teacherId,
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

export const HealthRef = builder.objectRef<KnowledgeBaseHealth>('KnowledgeBaseHealth').implement({
  description: 'Figures taken when a knowledge base was sealed.',
  fields: (t) => ({
    labelPurity: t.exposeFloat('labelPurity', {
      nullable: true,
      description:
        'Share of an entry’s nearest neighbors that carry its gold label, mean over entries; null for regression.',
    }),
    labelPurityK: t.exposeInt('labelPurityK', { description: 'How many neighbors were looked at.' }),
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
  }),
});
