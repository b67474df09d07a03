import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Bucket, metricSeries } from '@stillhouse/prisma/metric/metric-series.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { perRequest } from '../schema/per-request.ts';
import { MetricRef } from './metric-ref.ts';

interface Point {
  step: bigint | number;
  value: number;
  time: Date;
}

/** JSON has no NaN and no infinities: such a value is null. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

const MetricPoint = builder.objectRef<Point>('MetricPoint').implement({
  description: 'A value at a step.',
  fields: (t) => ({
    step: t.float({
      description: 'The step: a whole number, which may be beyond what `Int` holds.',
      resolve: ({ step }) => Number(step),
    }),
    value: t.float({
      nullable: true,
      description: 'The value; null for NaN and infinities.',
      resolve: ({ value }) => finite(value),
    }),
    time: t.expose('time', { type: 'DateTime', description: 'When it was measured.' }),
  }),
});

const MetricBucket = builder.objectRef<Bucket>('MetricBucket').implement({
  description:
    'The points of a stretch of the axis: least and greatest are never lost, however few buckets there are.',
  fields: (t) => ({
    from: t.exposeFloat('from', { description: 'Its first point: a step, or milliseconds since 1970.' }),
    to: t.exposeFloat('to', { description: 'Its last point.' }),
    count: t.exposeInt('count', { description: 'How many points.' }),
    first: t.float({
      nullable: true,
      description: 'The first value.',
      resolve: ({ first }) => finite(first),
    }),
    last: t.float({ nullable: true, description: 'The last value.', resolve: ({ last }) => finite(last) }),
    min: t.float({
      nullable: true,
      description: 'The least finite value.',
      resolve: ({ min }) => finite(min),
    }),
    max: t.float({
      nullable: true,
      description: 'The greatest finite value.',
      resolve: ({ max }) => finite(max),
    }),
    mean: t.float({
      nullable: true,
      description: 'The mean of the finite values.',
      resolve: ({ mean }) => finite(mean),
    }),
    nonFinite: t.exposeInt('nonFinite', { description: 'How many are NaN or infinite.' }),
  }),
});

const Axis = builder.enumType('Axis', {
  description: 'What a series is drawn over.',
  values: { STEP: { description: 'The step.' }, TIME: { description: 'The time.' } } as const,
});

interface SeriesRequest {
  key: string;
  run: string;
  axis: 'STEP' | 'TIME';
  from: number | null;
  to: number | null;
  buckets: number;
}

/** All series that a request asks for with the same axis, span and number of buckets are read in one statement. */
const seriesOf = perRequest(
  async (requests: readonly SeriesRequest[], { db }: Context) => {
    const groups = groupBy(requests, ({ axis, from, to, buckets }) =>
      JSON.stringify([axis, from, to, buckets]),
    );
    const found = new Map<SeriesRequest, Bucket[]>();
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const { axis, from, to, buckets } = first;
      const series = group.map(({ run, key }) => ({ run, key }));
      const bucketed = await metricSeries(db, { series, axis, from, to, buckets });
      for (const [i, request] of group.entries()) found.set(request, bucketed[i] ?? []);
    }
    return requests.map((request) => found.get(request) ?? []);
  },
  (request) => JSON.stringify(request),
);

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

const mostBuckets = 2000;

builder.objectType(MetricRef, {
  description: 'A named series of a run.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name: data, never schema.' }),
    count: t.exposeInt('count', { description: 'How many points it has.' }),
    last: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The point with the greatest step.',
      resolve: (metric) => point(metric.lastStep, metric.lastValue, metric.lastTime),
    }),
    min: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The least finite value, where it first was.',
      resolve: (metric) => point(metric.minStep, metric.minValue, metric.minTime),
    }),
    max: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The greatest finite value, where it first was.',
      resolve: (metric) => point(metric.maxStep, metric.maxValue, metric.maxTime),
    }),
    series: t.field({
      type: [MetricBucket],
      description: 'The series in at most so many buckets; empty ones are left out.',
      args: {
        axis: t.arg({ type: Axis, defaultValue: 'STEP', description: 'Over steps or time.' }),
        from: t.arg.float({ description: 'Begin here: a step, or milliseconds since 1970.' }),
        to: t.arg.float({ description: 'End here, this point included.' }),
        buckets: t.arg.int({ required: true, description: `1 to ${mostBuckets}.` }),
      },
      complexity: ({ buckets }) => ({ field: 1, multiplier: Math.max(1, buckets / 100) }),
      resolve: (metric, { axis, from, to, buckets }, context) => {
        if (buckets < 1 || buckets > mostBuckets) {
          throw new ExpectedError('BAD_INPUT', `buckets must be 1 to ${mostBuckets}, not ${buckets}.`, [
            'buckets',
          ]);
        }
        const { key, runId } = metric;
        return seriesOf(context).load({
          key,
          run: runId,
          axis: axis ?? 'STEP',
          from: from ?? null,
          to: to ?? null,
          buckets,
        });
      },
    }),
  }),
});

function point(step: bigint | null, value: number | null, time: Date | null): Point | null {
  return step === null || value === null || time === null ? null : { step, value, time };
}
