import type { Database } from '@stillhouse/prisma/database/database.ts';
import { builder } from '../graphql/builder.ts';
import { uuidOf } from '../graphql/global-id.ts';
import { Run } from '../graphql/objects.ts';
import { pageArguments } from '../graphql/page-arguments.ts';
import { listRuns } from './list-runs.ts';
import { loadRun } from './load-run.ts';
import { RunConnection } from './run-connection.ts';
import { RunFilter, runWhere } from './run-filter.ts';
import { RunOrder } from './run-order.ts';

const mostTags = 10_000;

builder.queryFields((t) => ({
  run: t.field({
    type: Run,
    nullable: true,
    description: 'The run of that id; null where there is none.',
    args: { id: t.arg.id({ required: true, description: 'Opaque id, or the UUID it was recorded under.' }) },
    resolve: (_root, { id }, context) => {
      const uuid = uuidOf('Run', id);
      return uuid ? loadRun(context, uuid) : null;
    },
  }),
  runs: t.field({
    type: RunConnection,
    description: 'Runs, newest first unless ordered otherwise.',
    args: {
      project: t.arg.string({ description: 'Only of the project of that name.' }),
      filter: t.arg({ type: RunFilter, description: 'Only those of which this holds.' }),
      order: t.arg({ type: [RunOrder], description: 'The first term counts most; at most 4.' }),
      ...pageArguments,
    },
    resolve: async (_root, { project, filter, order, ...page }, { db }) => {
      const where = await runWhere(filter, (text) => tagsContaining(db, text));
      return listRuns(db, page, project == null ? where : { AND: [{ project: { name: project } }, where] }, order);
    },
  }),
}));

async function tagsContaining(db: Database, text: string): Promise<string[]> {
  const rows = await db.query<{ tag: string }>(
    `SELECT DISTINCT tag FROM run, unnest(run.tags) AS tag WHERE strpos(lower(tag), lower($1)) > 0 LIMIT ${mostTags}`,
    [text],
  );
  return rows.map(({ tag }) => tag);
}
