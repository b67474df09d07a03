import type { KnowledgeBase, Prisma } from '@stillhouse/prisma/generated/client.ts';
import { builder } from '../schema/builder.ts';
import { pageOf } from '../schema/connection.ts';
import { decodeCursor, momentAndId } from '../schema/cursor.ts';
import { bareId } from '../schema/global-id.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { KnowledgeBaseConnection, KnowledgeBaseRef, knowledgeBaseById } from './knowledge-base-ref.ts';

builder.queryField('knowledgeBases', (t) =>
  t.field({
    type: KnowledgeBaseConnection,
    description: 'Knowledge bases, newest first.',
    args: {
      project: t.arg.string({ description: 'Name of a project; default: all projects.' }),
      task: t.arg.string({ description: 'Id of a task; default: all tasks.' }),
      first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
      after: t.arg.string({ description: '`endCursor` of the previous page.' }),
    },
    complexity: pageCost,
    resolve: async (_root, { project, task, ...args }, { db }) => {
      const where: Prisma.KnowledgeBaseWhereInput = {
        ...(project != null && { teacher: { project: { name: project } } }),
        ...(task != null && { dataset: { task } }),
      };
      const rows = await db.prisma.knowledgeBase.findMany({
        where: { AND: [where, behind(args.after)] },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: checkFirst(args.first) + 1,
      });
      return pageOf(rows, args, {
        cursorOf: (base: KnowledgeBase) => [base.createdAt.toISOString(), base.id],
        count: () => db.prisma.knowledgeBase.count({ where }),
      });
    },
  }),
);

builder.queryField('knowledgeBase', (t) =>
  t.field({
    type: KnowledgeBaseRef,
    nullable: true,
    description: 'A knowledge base by its id; null if there is none.',
    args: {
      id: t.arg.id({ required: true, description: 'Global id, or the UUID that the client generated.' }),
    },
    resolve: (_root, { id }, context) =>
      knowledgeBaseById(context).load(bareId('KnowledgeBase', String(id), 'id')),
  }),
);

function behind(after: string | null | undefined): Prisma.KnowledgeBaseWhereInput {
  if (after == null) return {};
  const [createdAt, id] = decodeCursor(after, momentAndId);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
