import type { Artifact } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { grouped, perRequest } from '../schema/per-request.ts';

export const artifactsOfRun = perRequest(async (runs: readonly string[], { db, budget }: Context) =>
  grouped(
    runs,
    await db.prisma.artifact.findMany({
      where: { runId: { in: [...runs] } },
      orderBy: { name: 'asc' },
      take: budget.rowsLeft + 1,
    }),
    ({ runId }) => runId,
  ),
);

export const ArtifactRef = builder.objectRef<Artifact>('Artifact').implement({
  description: 'A file of a run.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    name: t.exposeString('name', { description: 'Unique in its run.' }),
    kind: t.exposeString('kind', {
      description: '`checkpoint`, `tokenizer`, `submission`, `log` or `other`.',
    }),
    sha256: t.exposeString('sha256', { description: 'Of its bytes.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'How many.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it came.' }),
  }),
});
