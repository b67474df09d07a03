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
      description: 'The run; null where there are errors.',
      resolve: ({ run }) => run ?? null,
    }),
  }));

async function written(id: string, context: Context): Promise<{ run: Run | null }> {
  return { run: await runById(context).clear(id).load(id) };
}

builder.mutationField('createRun', (t) =>
  t.field({
    type: runPayload('CreateRunPayload'),
    description: 'Records a run that begins. The same again changes nothing.',
    args: { input: t.arg({ type: CreateRunInput, required: true, description: 'The run.' }) },
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
    description: 'Changes what became known later; a field that is left out stays as it is.',
    args: { input: t.arg({ type: UpdateRunInput, required: true, description: 'What changes.' }) },
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
      'Takes up again a run that was lost, cancelled or failed: it is RUNNING under its id, and what it writes again is overwritten.',
    args: { input: t.arg({ type: ResumeRunInput, required: true, description: 'The run.' }) },
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
    args: { input: t.arg({ type: FinishRunInput, required: true, description: 'How it ended.' }) },
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
      written: f.int({ description: 'Points written.', resolve: ({ written: count }) => count ?? 0 }),
      duplicate: f.boolean({
        description: 'Whether this batch was seen before, and not written again.',
        resolve: ({ duplicate }) => duplicate ?? false,
      }),
    })),
    description: 'Writes points of many metrics of a run; a later value for a step replaces the earlier.',
    args: { input: t.arg({ type: LogMetricsInput, required: true, description: 'The points.' }) },
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
  throw new ExpectedError('BAD_INPUT', 'A value is a number, or "NaN", "Infinity" or "-Infinity".', path);
}
