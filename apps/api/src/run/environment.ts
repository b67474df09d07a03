import type { Environment, Source } from '@stillhouse/domain/record/run.ts';
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

const SourceRef = builder.objectRef<Source>('Source').implement({
  description: 'A git checkout that had a part in a run.',
  fields: (t) => ({
    name: t.exposeString('name', { description: '`stillhouse`, or the name of the folder.' }),
    commit: t.exposeString('commit', { nullable: true, description: 'Its commit.' }),
    diff: t.exposeString('diff', {
      description: 'What was changed since that commit, as `git diff` says it.',
    }),
    truncated: t.boolean({
      description: 'Whether `diff` is only the beginning of it.',
      resolve: ({ diff, diffLength }) => diffLength > diff.length,
    }),
    diffLength: t.exposeInt('diffLength', { description: 'Characters of the whole diff.' }),
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
    sources: t.field({
      type: [SourceRef],
      description: 'The checkouts of the code, with what was not committed.',
      resolve: ({ sources }) => sources ?? [],
    }),
    processor: t.string({
      nullable: true,
      description: 'Model of the processor.',
      resolve: ({ processor }) => processor?.model ?? null,
    }),
    cores: t.int({
      nullable: true,
      description: 'Cores of the processor.',
      resolve: ({ processor }) => processor?.cores ?? null,
    }),
    memoryBytes: t.float({
      nullable: true,
      description: "The machine's memory.",
      resolve: ({ processor }) => processor?.memoryBytes ?? null,
    }),
    driver: t.string({
      nullable: true,
      description: 'Version of the NVIDIA driver.',
      resolve: ({ nvidia }) => nvidia?.driver ?? null,
    }),
    cuda: t.string({
      nullable: true,
      description: 'The newest CUDA that the driver serves.',
      resolve: ({ nvidia }) => nvidia?.cuda ?? null,
    }),
    command: t.exposeString('command', { nullable: true, description: 'What runs it again.' }),
  }),
});
