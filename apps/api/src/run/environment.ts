import type { Environment, Source } from '@stillhouse/domain/record/run.ts';
import { builder } from '../schema/builder.ts';

interface PackageVersion {
  name: string;
  version: string;
}

const PackageVersionRef = builder.objectRef<PackageVersion>('PackageVersion').implement({
  description: 'A package and its version.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the package.' }),
    version: t.exposeString('version', { description: 'Version of the package.' }),
  }),
});

const SourceRef = builder.objectRef<Source>('Source').implement({
  description: 'A git checkout whose code the run executed.',
  fields: (t) => ({
    name: t.exposeString('name', { description: '`stillhouse`, or the name of the folder.' }),
    commit: t.exposeString('commit', { nullable: true, description: 'Commit hash; null if unknown.' }),
    diff: t.exposeString('diff', {
      description: 'Uncommitted changes, as `git diff` prints them.',
    }),
    truncated: t.boolean({
      description: 'Whether `diff` is truncated.',
      resolve: ({ diff, diffLength }) => diffLength > diff.length,
    }),
    diffLength: t.exposeInt('diffLength', { description: 'Length of the complete diff in characters.' }),
  }),
});

export const EnvironmentRef = builder.objectRef<Environment>('Environment').implement({
  description: 'The machine and software of a run.',
  fields: (t) => ({
    host: t.exposeString('host', { description: 'Host name of the machine.' }),
    platform: t.exposeString('platform', {
      description: 'Operating system and architecture, for example `linux x64`.',
    }),
    node: t.exposeString('node', { description: 'Version of Node.js.' }),
    backend: t.exposeString('backend', {
      nullable: true,
      description:
        'Training backend: `tfjs-node-gpu`, `webgpu`, `tfjs-node`, `wasm` or `cpu`; null if not recorded.',
    }),
    backendReason: t.exposeString('backendReason', {
      nullable: true,
      description: 'Why this backend was chosen; null if not recorded.',
    }),
    device: t.exposeString('device', {
      nullable: true,
      description: 'Name of the processor or GPU that the backend uses; null if not recorded.',
    }),
    versions: t.field({
      type: [PackageVersionRef],
      description: 'Versions of the packages used for the computation.',
      resolve: ({ versions }) => Object.entries(versions).map(([name, version]) => ({ name, version })),
    }),
    gitCommit: t.exposeString('gitCommit', {
      nullable: true,
      description: 'Commit hash of the code; null if unknown.',
    }),
    sources: t.field({
      type: [SourceRef],
      description: 'Git checkouts of the code, with uncommitted changes.',
      resolve: ({ sources }) => sources ?? [],
    }),
    processor: t.string({
      nullable: true,
      description: 'Model name of the processor; null if not recorded.',
      resolve: ({ processor }) => processor?.model ?? null,
    }),
    cores: t.int({
      nullable: true,
      description: 'Number of processor cores; null if not recorded.',
      resolve: ({ processor }) => processor?.cores ?? null,
    }),
    memoryBytes: t.float({
      nullable: true,
      description: 'Main memory in bytes; null if not recorded.',
      resolve: ({ processor }) => processor?.memoryBytes ?? null,
    }),
    driver: t.string({
      nullable: true,
      description: 'Version of the NVIDIA driver; null without one.',
      resolve: ({ nvidia }) => nvidia?.driver ?? null,
    }),
    cuda: t.string({
      nullable: true,
      description: 'Newest CUDA version that the NVIDIA driver supports; null without a driver.',
      resolve: ({ nvidia }) => nvidia?.cuda ?? null,
    }),
    command: t.exposeString('command', {
      nullable: true,
      description: 'Command that reproduces the run; null if not recorded.',
    }),
  }),
});
