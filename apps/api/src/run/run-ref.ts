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
  description: 'Kind of a run.',
  values: {
    TEACHER: { description: 'A large model that students are distilled from.' },
    STUDENT: { description: 'A small model trained by distillation or fine-tuning.' },
    EXTERNAL: { description: 'A run logged by a user’s own script.' },
  } as const,
});

export const RunStatusRef = builder.enumType('RunStatus', {
  description: 'Status of a run.',
  values: {
    QUEUED: { description: 'Waiting to start.' },
    RUNNING: { description: 'Running; heartbeats or writes arrive.' },
    FINISHED: { description: 'Completed.' },
    FAILED: { description: 'Ended with an error.' },
    CANCELLED: { description: 'Stopped by a user.' },
    LOST: {
      description: 'No heartbeat or write arrived within the timeout. New data makes the run RUNNING again.',
    },
  } as const,
});
