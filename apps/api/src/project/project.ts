import type { Prisma, Project } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf, pageOf } from '../schema/connection.ts';
import { decodeCursor, momentAndId } from '../schema/cursor.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

export const projectById = perRequest(async (ids: readonly string[], { db }: Context) =>
  inOrder(ids, await db.prisma.project.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

const runCount = perRequest(async (ids: readonly string[], { db }: Context) => {
  const counts = await db.prisma.run.groupBy({
    by: ['projectId'],
    where: { projectId: { in: [...ids] } },
    _count: true,
  });
  const byId = new Map(counts.map((row) => [row.projectId, row._count]));
  return ids.map((id) => byId.get(id) ?? 0);
});

export const ProjectRef = builder.objectRef<Project>('Project');

builder.node(ProjectRef, {
  description: 'A workspace that groups runs.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => projectById(context).load(id))),
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name of the project: lower-case letters, digits and hyphens.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When the first run of the project was recorded.',
    }),
    runCount: t.int({
      description: 'Number of runs.',
      resolve: ({ id }, _args, context) => runCount(context).load(id),
    }),
  }),
});

const ProjectConnection = connectionOf('Project', ProjectRef);

builder.queryField('projects', (t) =>
  t.field({
    type: ProjectConnection,
    description: 'Projects, oldest first.',
    args: {
      first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
      after: t.arg.string({ description: '`endCursor` of the previous page.' }),
    },
    complexity: pageCost,
    resolve: async (_root, args, { db }) => {
      const rows = await db.prisma.project.findMany({
        where: behind(args.after),
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: checkFirst(args.first) + 1,
      });
      return pageOf(rows, args, {
        cursorOf: (row: Project) => [row.createdAt.toISOString(), row.id],
        count: () => db.prisma.project.count(),
      });
    },
  }),
);

function behind(after: string | null | undefined): Prisma.ProjectWhereInput {
  if (after == null) return {};
  const [createdAt, id] = decodeCursor(after, momentAndId);
  return { OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: id } }] };
}
