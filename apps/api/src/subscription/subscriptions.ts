import { encodeGlobalID } from '@pothos/plugin-relay';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { must } from '../schema/must.ts';

const RunChange = builder.objectRef<{ id: string }>('RunChange').implement({
  description: 'A run that changed.',
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'The run as it is now.',
      resolve: async ({ id }, _args, context) => {
        // A subscription's context lives as long as it does: what was loaded for the last change is old.
        runById(context).clear(id);
        return must(await runById(context).load(id));
      },
    }),
  }),
});

const RunsChange = builder.objectRef<{ ids: readonly string[] }>('RunsChange').implement({
  description: 'Runs that changed.',
  fields: (t) => ({
    runs: t.idList({
      description: 'Their ids.',
      resolve: ({ ids }) => ids.map((id) => encodeGlobalID('Run', id)),
    }),
  }),
});

builder.subscriptionField('runChanged', (t) =>
  t.field({
    type: RunChange,
    description: 'Comes when a run, its metrics, evaluations or files changed; at most four times a second.',
    args: { id: t.arg.id({ required: true, description: 'Of the run.' }) },
    async *subscribe(_root, args, { changes }) {
      const id = bareId('Run', String(args.id), 'id');
      for await (const runs of changes.subscribe()) if (runs.has(id)) yield { id };
    },
    resolve: (change: { id: string }) => change,
  }),
);

builder.subscriptionField('runsChanged', (t) =>
  t.field({
    type: RunsChange,
    description: 'Comes when runs changed or were added; at most four times a second.',
    args: { project: t.arg.string({ description: 'Only those of this project; left out: all.' }) },
    async *subscribe(_root, { project }, { changes, db }) {
      for await (const runs of changes.subscribe()) {
        const ids = [...runs];
        const there =
          project == null
            ? ids
            : (
                await db.prisma.run.findMany({
                  where: { id: { in: ids }, project: { name: project } },
                  select: { id: true },
                })
              ).map(({ id }) => id);
        if (there.length > 0) yield { ids: there };
      }
    },
    resolve: (change: { ids: readonly string[] }) => change,
  }),
);
