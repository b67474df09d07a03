import type { Environment as EnvironmentRecord } from '@stillhouse/domain/record/run.ts';
import { builder } from '../graphql/builder.ts';

const PackageVersion = builder.objectRef<{ name: string; version: string }>('PackageVersion').implement({
  description: 'A package a run used.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name in its registry.' }),
    version: t.exposeString('version', { description: 'Its version.' }),
  }),
});

export const Environment = builder.objectRef<EnvironmentRecord>('Environment').implement({
  description: 'Where a run ran.',
  fields: (t) => ({
    host: t.exposeString('host', { description: 'Name of the machine.' }),
    platform: t.exposeString('platform', { description: 'System and processor: `linux x64`.' }),
    node: t.exposeString('node', { description: 'Version of Node.' }),
    backend: t.exposeString('backend', { nullable: true, description: 'What did the arithmetic: `tfjs-node`, `wasm`, …' }),
    backendReason: t.exposeString('backendReason', {
      nullable: true,
      description: 'Why this backend and not a faster one.',
    }),
    device: t.exposeString('device', { nullable: true, description: 'Name of the processor or GPU.' }),
    versions: t.field({
      type: [PackageVersion],
      description: 'Packages it used.',
      resolve: ({ versions }) => Object.entries(versions).map(([name, version]) => ({ name, version })),
    }),
    gitCommit: t.exposeString('gitCommit', { nullable: true, description: 'Commit of the code that ran.' }),
    command: t.exposeString('command', { nullable: true, description: 'Shell command that runs it again.' }),
  }),
});
