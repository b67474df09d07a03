import { mostPoints, mostSeries } from '@stillhouse/domain/record/metric.ts';
import { builder } from '../schema/builder.ts';
import { RunKindRef } from './run-ref.ts';

const PackageVersionInput = builder.inputType('PackageVersionInput', {
  description: 'A package and its version.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Of the package.' }),
    version: t.string({ required: true, description: 'Its version.' }),
  }),
});

const SourceInput = builder.inputType('SourceInput', {
  description: 'A git checkout that has a part in a run.',
  fields: (t) => ({
    name: t.string({ required: true, description: '`stillhouse`, or the name of the folder.' }),
    commit: t.string({ description: 'Its commit.' }),
    diff: t.string({
      required: true,
      description: 'What was changed since, from its beginning; at most 100,000 characters.',
    }),
    diffLength: t.int({ required: true, description: 'Characters of the whole diff.' }),
  }),
});

const ProcessorInput = builder.inputType('ProcessorInput', {
  description: 'The processor and its memory.',
  fields: (t) => ({
    model: t.string({ required: true, description: 'Its name.' }),
    cores: t.int({ required: true, description: 'Its cores.' }),
    memoryBytes: t.float({ required: true, description: "The machine's memory." }),
  }),
});

const NvidiaInput = builder.inputType('NvidiaInput', {
  description: 'The NVIDIA driver.',
  fields: (t) => ({
    driver: t.string({ required: true, description: 'Its version.' }),
    cuda: t.string({ required: true, description: 'The newest CUDA that it serves.' }),
  }),
});

export const EnvironmentInput = builder.inputType('EnvironmentInput', {
  description: 'Where a run runs.',
  fields: (t) => ({
    host: t.string({ required: true, description: 'Name of the machine.' }),
    platform: t.string({ required: true, description: '`linux x64`.' }),
    node: t.string({ required: true, description: 'Version of Node.' }),
    backend: t.string({ description: 'Training backend.' }),
    backendReason: t.string({ description: 'Why this backend.' }),
    device: t.string({ description: 'Name of the processor or GPU.' }),
    versions: t.field({ type: [PackageVersionInput], required: true, description: 'Versions of packages.' }),
    gitCommit: t.string({ description: 'Commit of the code.' }),
    sources: t.field({ type: [SourceInput], description: 'The checkouts of the code.' }),
    processor: t.field({ type: ProcessorInput, description: 'The processor and its memory.' }),
    nvidia: t.field({ type: NvidiaInput, description: 'The NVIDIA driver, where there is one.' }),
    command: t.string({ description: 'What runs it again.' }),
  }),
});

export const CreateRunInput = builder.inputType('CreateRunInput', {
  description: 'A run that begins.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID of your making: with it a retry writes nothing twice.' }),
    project: t.string({ required: true, description: 'Name of the project; made where it is not there.' }),
    name: t.string({ required: true, description: 'What to call it.' }),
    kind: t.field({ type: RunKindRef, required: true, description: 'EXTERNAL for a script of your own.' }),
    task: t.string({ description: 'Id of the task.' }),
    seed: t.int({ description: 'Of its randomness.' }),
    recipe: t.field({
      type: 'JSON',
      required: true,
      description: 'The configuration without the seed, an object.',
    }),
    tags: t.stringList({ description: 'For finding it again.' }),
    notes: t.string({ description: 'Free text.' }),
    environment: t.field({ type: EnvironmentInput, description: 'Where it runs.' }),
    teacher: t.id({ description: 'The run whose model teaches it.' }),
    parameters: t.field({ type: 'BigInt', description: 'Number of trained weights.' }),
    heartbeatTimeoutSeconds: t.int({
      description:
        'Seconds without a heartbeat or a write after which the run is LOST, from 30 to 604,800; left out: 45.',
    }),
    startedAt: t.field({
      type: 'DateTime',
      description:
        'When it began, by the clock of the writer; left out: now. A time in the future is recorded as now, and the end of the run is corrected by the difference.',
    }),
  }),
});

export const UpdateRunInput = builder.inputType('UpdateRunInput', {
  description: 'What changes of a run.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The run.' }),
    name: t.string({ description: 'What to call it.' }),
    tags: t.stringList({ description: 'All its tags.' }),
    notes: t.string({ description: 'Free text; null takes it away.' }),
    parameters: t.field({ type: 'BigInt', description: 'Number of trained weights.' }),
    knowledgeBase: t.id({ description: 'The knowledge base it reads.' }),
  }),
});

export const ResumeRunInput = builder.inputType('ResumeRunInput', {
  description: 'A run that goes on.',
  fields: (t) => ({ id: t.id({ required: true, description: 'The run.' }) }),
});

const RunFailureInput = builder.inputType('RunFailureInput', {
  description: 'Why a run failed.',
  fields: (t) => ({
    message: t.string({ required: true, description: 'What went wrong.' }),
    stack: t.string({ description: 'Kept for the log; never shown.' }),
  }),
});

const EndStatus = builder.enumType('RunEndStatus', {
  description: 'How a run ends.',
  values: {
    FINISHED: { description: 'It came to its end.' },
    FAILED: { description: 'An error ended it.' },
    CANCELLED: { description: 'Somebody ended it.' },
  } as const,
});

export const FinishRunInput = builder.inputType('FinishRunInput', {
  description: 'How a run ended.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The run.' }),
    status: t.field({ type: EndStatus, required: true, description: 'How it ended.' }),
    failure: t.field({ type: RunFailureInput, description: 'Why it failed.' }),
    finishedAt: t.field({
      type: 'DateTime',
      description: 'When it ended, not before it began and at most a day ahead; left out: now.',
    }),
  }),
});

const SeriesInput = builder.inputType('MetricSeriesInput', {
  description: 'Points of one metric, as columns.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Name of the metric.' }),
    steps: t.floatList({
      required: true,
      description:
        'Steps: whole numbers, which may be negative or beyond what `Int` holds; exact up to 2⁵³ − 1.',
    }),
    values: t.field({
      type: ['JSON'],
      required: true,
      description: 'A value for each step: a number, or "NaN", "Infinity", "-Infinity".',
    }),
    times: t.floatList({
      description: 'A time for each step, in milliseconds since 1970, at most a day ahead; left out: now.',
    }),
  }),
});

export const LogMetricsInput = builder.inputType('LogMetricsInput', {
  description: 'Points of many metrics of one run.',
  fields: (t) => ({
    run: t.id({ required: true, description: 'The run.' }),
    batch: t.id({
      required: true,
      description:
        'A UUID that you generate: a batch that was written before is not written again; with other content it fails with CONFLICT.',
    }),
    series: t.field({
      type: [SeriesInput],
      required: true,
      description: `One for each metric, at most ${mostSeries} with ${mostPoints} points in all; more fail with TOO_LARGE.`,
    }),
  }),
});
