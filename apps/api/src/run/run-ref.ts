import type { Run } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf } from '../schema/connection.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

export const runById = perRequest(async (ids: readonly string[], { db }: Context) =>
  inOrder(ids, await db.prisma.run.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

export const RunRef = builder.objectRef<Run>('Run');
export const RunConnection = connectionOf('Run', RunRef);

export const RunKindRef = builder.enumType('RunKind', {
  description: 'What was executed: EXTERNAL was logged by somebody’s own script.',
  values: {
    TEACHER: { description: 'A large model, whose knowledge is kept and distilled.' },
    STUDENT: { description: 'A small model, trained from a teacher or beside it.' },
    EXTERNAL: { description: 'Logged by somebody’s own script.' },
  } as const,
});

export const RunStatusRef = builder.enumType('RunStatus', {
  description: 'How it stands: LOST has sent no heartbeat for a while; late data revives it.',
  values: {
    QUEUED: { description: 'Waits for a machine.' },
    RUNNING: { description: 'Gives signs of life.' },
    FINISHED: { description: 'Came to its end.' },
    FAILED: { description: 'Ended by an error.' },
    CANCELLED: { description: 'Ended by somebody.' },
    LOST: { description: 'Was running and has fallen silent.' },
  } as const,
});
