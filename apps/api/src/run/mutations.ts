import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type LogMetrics, metricValue } from '@stillhouse/domain/record/metric.ts';
import type { UpdateRun } from '@stillhouse/domain/record/run.ts';
import type { Run } from '@stillhouse/prisma/generated/client.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { resumeRun } from '@stillhouse/prisma/run/resume-run.ts';
import { startRun } from '@stillhouse/prisma/run/start-run.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
import type { Context } from '../context.ts';
import { payloadOf } from '../error/payload-type.ts';
import { payload } from '../error/user-error.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { environmentOf } from './environment-of.ts';
import { CreateRunInput, FinishRunInput, LogMetricsInput, ResumeRunInput, UpdateRunInput } from './inputs.ts';
import { RunRef, runById } from './run-ref.ts';

const runPayload = (name: string) =>
  payloadOf<{ run: Run | null }>(name, (t) => ({
    run: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run; null on errors.',
      resolve: ({ run }) => run ?? null,
    }),
  }));

async function written(id: string, context: Context): Promise<{ run: Run | null }> {
  return { run: await runById(context).clear(id).load(id) };
}

builder.mutationField('createRun', (t) =>
  t.field({
    type: runPayload('CreateRunPayload'),
    description: 'Starts a run. Idempotent: repeating the same call changes nothing.',
    args: { input: t.arg({ type: CreateRunInput, required: true, description: 'Run to start.' }) },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const { environment, teacher, startedAt, heartbeatTimeoutSeconds, ...rest } = input;
        const id = bareId('Run', String(input.id), 'id');
        await startRun(context.db, {
          ...rest,
          id,
          name: input.name,
          seed: input.seed ?? null,
          task: input.task ?? null,
          notes: input.notes ?? null,
          tags: input.tags ?? [],
          recipe: input.recipe as Record<string, never>,
          parameters: input.parameters == null ? null : Number(input.parameters),
          teacher: teacher == null ? null : bareId('Run', String(teacher), 'teacher'),
          environment: environment ? environmentOf(environment) : null,
          heartbeatTimeoutSeconds: heartbeatTimeoutSeconds ?? undefined,
          startedAt: startedAt?.toISOString(),
        });
        return written(id, context);
      }),
  }),
);

builder.mutationField('updateRun', (t) =>
  t.field({
    type: runPayload('UpdateRunPayload'),
    description: 'Updates a run; omitted fields keep their values.',
    args: { input: t.arg({ type: UpdateRunInput, required: true, description: 'Fields to change.' }) },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('Run', String(input.id), 'id');
        const { knowledgeBase, parameters, name, tags, notes } = input;
        const changes: UpdateRun = {
          id,
          ...(name != null && { name }),
          ...(tags != null && { tags }),
          ...(notes !== undefined && { notes }),
          ...(parameters != null && { parameters: Number(parameters) }),
          ...(knowledgeBase != null && {
            knowledgeBase: bareId('KnowledgeBase', String(knowledgeBase), 'knowledgeBase'),
          }),
        };
        await updateRun(context.db, changes);
        return written(id, context);
      }),
  }),
);

builder.mutationField('resumeRun', (t) =>
  t.field({
    type: runPayload('ResumeRunPayload'),
    description:
      'Resumes a run that is LOST, CANCELLED or FAILED: it becomes RUNNING again under the same id, and points that are written again replace the old ones.',
    args: { input: t.arg({ type: ResumeRunInput, required: true, description: 'Run to resume.' }) },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('Run', String(input.id), 'id');
        await resumeRun(context.db, { id });
        return written(id, context);
      }),
  }),
);

builder.mutationField('finishRun', (t) =>
  t.field({
    type: runPayload('FinishRunPayload'),
    description: 'Ends a run.',
    args: {
      input: t.arg({
        type: FinishRunInput,
        required: true,
        description: 'Run to end, with its final status.',
      }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('Run', String(input.id), 'id');
        const failure = input.failure
          ? { message: input.failure.message, stack: input.failure.stack ?? null }
          : null;
        const finishedAt = input.finishedAt?.toISOString();
        await finishRun(context.db, { id, status: input.status, failure, finishedAt });
        return written(id, context);
      }),
  }),
);

builder.mutationField('logMetrics', (t) =>
  t.field({
    type: payloadOf<{ written: number; duplicate: boolean }>('LogMetricsPayload', (f) => ({
      written: f.int({
        description: 'Number of points written.',
        resolve: ({ written: count }) => count ?? 0,
      }),
      duplicate: f.boolean({
        description: 'Whether this batch had already been written, so that nothing was written now.',
        resolve: ({ duplicate }) => duplicate ?? false,
      }),
    })),
    description:
      'Writes points of one or more metrics of a run. A point replaces an earlier one of the same metric and step.',
    args: { input: t.arg({ type: LogMetricsInput, required: true, description: 'Points to write.' }) },
    resolve: (_root, { input }, { db }) =>
      payload(async () => {
        const series: LogMetrics['series'] = input.series.map(({ key, steps, values, times }, i) => ({
          key,
          steps,
          values: values.map((value, j) => numberOf(value, i, j)),
          ...(times && { times }),
        }));
        return logMetrics(db, {
          run: bareId('Run', String(input.run), 'run'),
          batch: String(input.batch),
          series,
        });
      }),
  }),
);

function numberOf(value: unknown, series: number, point: number): number {
  const parsed = metricValue.safeParse(value);
  if (parsed.success) return parsed.data;
  const path = ['series', String(series), 'values', String(point)];
  throw new ExpectedError(
    'BAD_INPUT',
    'A value must be a number, or "NaN", "Infinity" or "-Infinity".',
    path,
  );
}
