import type { Database, DatabaseKind } from '@stillhouse/prisma/database/database.ts';
import { builder } from '../schema/builder.ts';

const ViewerMode = builder.enumType('ViewerMode', {
  description: 'How the API identifies its caller.',
  values: {
    SINGLE_USER: {
      description: 'No user accounts: everyone who can connect to the loopback address has full access.',
    },
  },
});

const DatabaseKindRef = builder.enumType('DatabaseKind', {
  description: 'Kind of the database.',
  values: {
    EMBEDDED: { description: 'Postgres in WebAssembly (PGlite), inside the API process.' },
    POSTGRES: { description: 'A Postgres server with pgvector.' },
  } satisfies Record<DatabaseKind, object>,
});

const DatabaseInfo = builder.objectRef<Database>('DatabaseInfo').implement({
  description: 'The database of this API.',
  fields: (t) => ({
    kind: t.field({
      type: DatabaseKindRef,
      description: 'Kind of the database.',
      resolve: ({ kind }) => kind,
    }),
    serverVersion: t.string({
      description: 'Version of Postgres.',
      resolve: ({ version }) => version.server,
    }),
    vectorVersion: t.string({
      description: 'Version of pgvector.',
      resolve: ({ version }) => version.vector,
    }),
  }),
});

const Viewer = builder.objectRef<{ db: Database }>('Viewer').implement({
  description: 'The caller, and the system it is connected to.',
  fields: (t) => ({
    name: t.string({ description: 'Display name of the caller.', resolve: () => 'you' }),
    mode: t.field({
      type: ViewerMode,
      description: 'How the API identifies the caller.',
      resolve: () => 'SINGLE_USER' as const,
    }),
    database: t.field({
      type: DatabaseInfo,
      description: 'The database of this API.',
      resolve: ({ db }) => db,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({ type: Viewer, description: 'The caller.', resolve: (_root, _args, { db }) => ({ db }) }),
);
