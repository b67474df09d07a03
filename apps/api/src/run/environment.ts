import type { Environment } from '@stillhouse/domain/record/run.ts';
import { builder } from '../schema/builder.ts';

interface PackageVersion {
  name: string;
  version: string;
}

const PackageVersionRef = builder.objectRef<PackageVersion>('PackageVersion').implement({
  description: 'A package and its version.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Of the package.' }),
    version: t.exposeString('version', { description: 'Its version.' }),
  }),
});

export const EnvironmentRef = builder.objectRef<Environment>('Environment').implement({
  description: 'Where a run ran.',
  fields: (t) => ({
    host: t.exposeString('host', { description: 'Name of the machine.' }),
    platform: t.exposeString('platform', { description: '`linux x64`.' }),
    node: t.exposeString('node', { description: 'Version of Node.' }),
    backend: t.exposeString('backend', {
      nullable: true,
      description: '`tfjs-node-gpu`, `webgpu`, `tfjs-node`, `wasm`, `cpu`.',
    }),
    backendReason: t.exposeString('backendReason', {
      nullable: true,
      description: 'Why this backend and not a faster one.',
    }),
    device: t.exposeString('device', { nullable: true, description: 'Name of the processor or GPU.' }),
    versions: t.field({
      type: [PackageVersionRef],
      description: 'Versions of what computed it.',
      resolve: ({ versions }) => Object.entries(versions).map(([name, version]) => ({ name, version })),
    }),
    gitCommit: t.exposeString('gitCommit', { nullable: true, description: 'Commit of the code.' }),
    command: t.exposeString('command', { nullable: true, description: 'What runs it again.' }),
  }),
});
