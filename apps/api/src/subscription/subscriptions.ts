import { encodeGlobalID } from '@pothos/plugin-relay';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { must } from '../schema/must.ts';
import { mapChanges } from './map-changes.ts';

const RunChange = builder.objectRef<{ id: string }>('RunChange').implement({
  description: 'Notification that a run changed.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'The current state of the run.',
      resolve: async ({ id }, _args, context) => must(await runById(context).load(id)),
    }),
  }),
});

interface RunsChanged {
  ids: readonly string[];
  missed: boolean;
}

const RunsChange = builder.objectRef<RunsChanged>('RunsChange').implement({
  description: 'Notification that runs changed.',
  fields: (t) => ({
    runs: t.idList({
      description: 'Ids of the runs.',
      resolve: ({ ids }) => ids.map((id) => encodeGlobalID('Run', id)),
    }),
    missed: t.exposeBoolean('missed', {
      description:
        'Whether changes may have been missed because the database was unreachable for a while: query all runs again.',
    }),
  }),
});

builder.subscriptionField('runChanged', (t) =>
  t.field({
    type: RunChange,
    description:
      'Notifies when a run, its metrics, evaluations or files change; at most four times per second.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    subscribe: async (_root, args, context) => {
      const id = bareId('Run', String(args.id), 'id');
      if (!(await runById(context).load(id))) {
        throw new ExpectedError('NOT_FOUND', `There is no run ${String(args.id)}.`, ['id']);
      }
      return mapChanges(context.changes.subscribe(), ({ ids, missed }) =>
        missed || ids.has(id) ? { id } : null,
      );
    },
    resolve: (change: { id: string }, _args, { budget }) => {
      budget.reset();
      return change;
    },
  }),
);

builder.subscriptionField('runsChanged', (t) =>
  t.field({
    type: RunsChange,
    description: 'Notifies when runs change or are added; at most four times per second.',
    args: { project: t.arg.string({ description: 'Name of a project; default: all projects.' }) },
    subscribe: (_root, { project }, { changes, db }) =>
      mapChanges(changes.subscribe(), async ({ ids: changed, missed }) => {
        const ids = project == null ? [...changed] : await ofProject(db, project, [...changed]);
        return missed || ids.length > 0 ? { ids, missed } : null;
      }),
    resolve: (change: RunsChanged) => change,
  }),
);

async function ofProject(db: Database, project: string, runs: string[]): Promise<string[]> {
  const found = await db.prisma.run.findMany({
    where: { id: { in: runs }, project: { name: project } },
    select: { id: true },
  });
  return found.map(({ id }) => id);
}
