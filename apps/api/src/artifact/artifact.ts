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
  description: 'A file stored with a run.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the artifact.' }),
    name: t.exposeString('name', { description: 'File name, unique within the run.' }),
    kind: t.exposeString('kind', {
      description: 'What the file is: `checkpoint`, `tokenizer`, `submission`, `log` or `other`.',
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of the contents, in hexadecimal.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Size in bytes.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the artifact was recorded.' }),
  }),
});
