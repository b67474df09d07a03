import type { Database, DatabaseKind } from '@stillhouse/prisma/database/database.ts';
import { builder } from '../schema/builder.ts';

const ViewerMode = builder.enumType('ViewerMode', {
  description: 'How Stillhouse knows who asks.',
  values: {
    SINGLE_USER: { description: 'There are no users yet; whoever reaches loopback may do everything.' },
  },
});

const DatabaseKindRef = builder.enumType('DatabaseKind', {
  description: 'Which database this is.',
  values: {
    EMBEDDED: { description: 'Postgres in WebAssembly, inside the API.' },
    POSTGRES: { description: 'A Postgres server with pgvector.' },
  } satisfies Record<DatabaseKind, object>,
});

const DatabaseInfo = builder.objectRef<Database>('DatabaseInfo').implement({
  description: 'The database behind this API.',
  fields: (t) => ({
    kind: t.field({
      type: DatabaseKindRef,
      description: 'Embedded or a server.',
      resolve: ({ kind }) => kind,
    }),
    serverVersion: t.string({ description: 'Of Postgres.', resolve: ({ version }) => version.server }),
    vectorVersion: t.string({ description: 'Of pgvector.', resolve: ({ version }) => version.vector }),
  }),
});

const Viewer = builder.objectRef<{ db: Database }>('Viewer').implement({
  description: 'Who asks, and of what.',
  fields: (t) => ({
    name: t.string({ description: 'What to call them.', resolve: () => 'you' }),
    mode: t.field({
      type: ViewerMode,
      description: 'How they are known.',
      resolve: () => 'SINGLE_USER' as const,
    }),
    database: t.field({
      type: DatabaseInfo,
      description: 'Where everything is stored.',
      resolve: ({ db }) => db,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({ type: Viewer, description: 'Who asks.', resolve: (_root, _args, { db }) => ({ db }) }),
);
