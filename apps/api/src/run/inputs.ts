import { mostPoints, mostSeries } from '@stillhouse/domain/record/metric.ts';
import { builder } from '../schema/builder.ts';
import { RunKindRef } from './run-ref.ts';

const PackageVersionInput = builder.inputType('PackageVersionInput', {
  description: 'A package and its version.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the package.' }),
    version: t.string({ required: true, description: 'Version of the package.' }),
  }),
});

const SourceInput = builder.inputType('SourceInput', {
  description: 'A git checkout whose code the run executes.',
  fields: (t) => ({
    name: t.string({ required: true, description: '`stillhouse`, or the name of the folder.' }),
    commit: t.string({ description: 'Commit hash.' }),
    diff: t.string({
      required: true,
      description: 'Uncommitted changes, as `git diff` prints them, truncated to at most 100,000 characters.',
    }),
    diffLength: t.int({ required: true, description: 'Length of the complete diff in characters.' }),
  }),
});

const ProcessorInput = builder.inputType('ProcessorInput', {
  description: 'The processor and main memory.',
  fields: (t) => ({
    model: t.string({ required: true, description: 'Model name of the processor.' }),
    cores: t.int({ required: true, description: 'Number of processor cores.' }),
    memoryBytes: t.float({ required: true, description: 'Main memory in bytes.' }),
  }),
});

const NvidiaInput = builder.inputType('NvidiaInput', {
  description: 'The NVIDIA driver.',
  fields: (t) => ({
    driver: t.string({ required: true, description: 'Version of the driver.' }),
    cuda: t.string({ required: true, description: 'Newest CUDA version that the driver supports.' }),
  }),
});

export const EnvironmentInput = builder.inputType('EnvironmentInput', {
  description: 'The machine and software of a run.',
  fields: (t) => ({
    host: t.string({ required: true, description: 'Host name of the machine.' }),
    platform: t.string({
      required: true,
      description: 'Operating system and architecture, for example `linux x64`.',
    }),
    node: t.string({ required: true, description: 'Version of Node.js.' }),
    backend: t.string({ description: 'Training backend.' }),
    backendReason: t.string({ description: 'Why this backend was chosen.' }),
    device: t.string({ description: 'Name of the processor or GPU that the backend uses.' }),
    versions: t.field({
      type: [PackageVersionInput],
      required: true,
      description: 'Versions of the packages used for the computation.',
    }),
    gitCommit: t.string({ description: 'Commit hash of the code.' }),
    sources: t.field({
      type: [SourceInput],
      description: 'Git checkouts of the code, with uncommitted changes.',
    }),
    processor: t.field({ type: ProcessorInput, description: 'The processor and main memory.' }),
    nvidia: t.field({ type: NvidiaInput, description: 'The NVIDIA driver, if there is one.' }),
    command: t.string({ description: 'Command that reproduces the run.' }),
  }),
});

export const CreateRunInput = builder.inputType('CreateRunInput', {
  description: 'A run to start.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID that you generate; it makes retries safe.' }),
    project: t.string({ required: true, description: 'Name of the project; created if it does not exist.' }),
    name: t.string({ required: true, description: 'Name of the run.' }),
    kind: t.field({
      type: RunKindRef,
      required: true,
      description: 'Kind of the run; EXTERNAL for your own scripts.',
    }),
    task: t.string({ description: 'Id of the task.' }),
    seed: t.int({ description: 'Seed of the random numbers, a 32-bit integer.' }),
    recipe: t.field({
      type: 'JSON',
      required: true,
      description: 'The configuration without the seed, as an object.',
    }),
    tags: t.stringList({ description: 'Tags for finding the run.' }),
    notes: t.string({ description: 'Free text.' }),
    environment: t.field({ type: EnvironmentInput, description: 'The machine and software of the run.' }),
    teacher: t.id({ description: 'Run whose model is the teacher.' }),
    parameters: t.field({ type: 'BigInt', description: 'Number of trained parameters.' }),
    heartbeatTimeoutSeconds: t.int({
      description:
        'Seconds without a heartbeat or a write after which the run becomes LOST, 30 to 604,800; default: 45.',
    }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        'When the run started, by the client’s clock; default: now. A time in the future is recorded as now, and the end of the run is corrected by the difference.',
    }),
  }),
});

export const UpdateRunInput = builder.inputType('UpdateRunInput', {
  description: 'Changes to a run; omitted fields keep their values.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the run.' }),
    name: t.string({ description: 'New name of the run.' }),
    tags: t.stringList({ description: 'New list of tags, which replaces the old one.' }),
    notes: t.string({ description: 'Free text; null removes it.' }),
    parameters: t.field({ type: 'BigInt', description: 'Number of trained parameters.' }),
    knowledgeBase: t.id({ description: 'Knowledge base that the run retrieves from.' }),
  }),
});

export const ResumeRunInput = builder.inputType('ResumeRunInput', {
  description: 'A run to resume.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the run.' }) }),
});

const RunFailureInput = builder.inputType('RunFailureInput', {
  description: 'Why a run failed.',
  fields: (t) => ({
    message: t.string({ required: true, description: 'The error message.' }),
    stack: t.string({ description: 'Stack trace; stored, but never returned by the API.' }),
  }),
});

const EndStatus = builder.enumType('RunEndStatus', {
  description: 'Final status of a run.',
  values: {
    FINISHED: { description: 'The run completed.' },
    FAILED: { description: 'The run ended with an error.' },
    CANCELLED: { description: 'A user stopped the run.' },
  } as const,
});

export const FinishRunInput = builder.inputType('FinishRunInput', {
  description: 'The end of a run.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the run.' }),
    status: t.field({ type: EndStatus, required: true, description: 'Final status.' }),
    failure: t.field({ type: RunFailureInput, description: 'Why the run failed.' }),
    finishedAt: t.field({
      type: 'DateTime',
      description:
        'When the run ended, not before it started and at most one day in the future; default: now.',
    }),
  }),
});

const SeriesInput = builder.inputType('MetricSeriesInput', {
  description: 'Points of one metric, as columns of equal length.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name of the metric.' }),
    steps: t.floatList({
      required: true,
      description:
        'Step of each point: a whole number, which may be negative and may exceed the range of `Int`; exact up to 2⁵³ − 1.',
    }),
    values: t.field({
      type: ['JSON'],
      required: true,
      description: 'Value of each point: a number, or "NaN", "Infinity", "-Infinity".',
    }),
    times: t.floatList({
      description:
        'Time of each point in milliseconds since 1970, at most one day in the future; default: now.',
    }),
  }),
});

export const LogMetricsInput = builder.inputType('LogMetricsInput', {
  description: 'Points of one or more metrics of a run.',
  fields: (t) => ({
    run: t.id({ required: true, description: 'Id of the run.' }),
    batch: t.id({
      required: true,
      description:
        'A UUID that you generate, which makes retries safe: a batch that was already written is not written again; the same UUID with other content fails with CONFLICT.',
    }),
    series: t.field({
      type: [SeriesInput],
      required: true,
      description: `One series per metric, at most ${mostSeries} series with ${mostPoints} points in total; more fail with TOO_LARGE.`,
    }),
  }),
});
