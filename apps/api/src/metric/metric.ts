import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Bucket } from '@stillhouse/prisma/metric/metric-series.ts';
import { builder } from '../schema/builder.ts';
import { MetricRef } from './metric-ref.ts';
import { seriesOf } from './series-of.ts';

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
  description: 'The value of a metric at one step.',
  fields: (t) => ({
    step: t.float({
      description: 'The step: a whole number, which may exceed the range of `Int`.',
      resolve: ({ step }) => Number(step),
    }),
    value: t.float({
      nullable: true,
      description: 'The value; null for NaN and infinities.',
      resolve: ({ value }) => finite(value),
    }),
    time: t.expose('time', { type: 'DateTime', description: 'When the value was measured.' }),
  }),
});

const MetricBucket = builder.objectRef<Bucket>('MetricBucket').implement({
  description:
    'The points in one interval of the axis. Minimum and maximum are exact, however few buckets there are.',
  fields: (t) => ({
    from: t.exposeFloat('from', {
      description: 'Position of the first point: a step, or milliseconds since 1970.',
    }),
    to: t.exposeFloat('to', {
      description: 'Position of the last point: a step, or milliseconds since 1970.',
    }),
    count: t.exposeInt('count', { description: 'Number of points.' }),
    first: t.float({
      nullable: true,
      description: 'Value of the first point; null for NaN and infinities.',
      resolve: ({ first }) => finite(first),
    }),
    last: t.float({
      nullable: true,
      description: 'Value of the last point; null for NaN and infinities.',
      resolve: ({ last }) => finite(last),
    }),
    min: t.float({
      nullable: true,
      description: 'Smallest finite value; null if there is none.',
      resolve: ({ min }) => finite(min),
    }),
    max: t.float({
      nullable: true,
      description: 'Largest finite value; null if there is none.',
      resolve: ({ max }) => finite(max),
    }),
    mean: t.float({
      nullable: true,
      description: 'Mean of the finite values; null if there are none.',
      resolve: ({ mean }) => finite(mean),
    }),
    nonFinite: t.exposeInt('nonFinite', { description: 'Number of values that are NaN or infinite.' }),
  }),
});

const Axis = builder.enumType('Axis', {
  description: 'Axis that a series is drawn over.',
  values: {
    STEP: { description: 'Step of the point.' },
    TIME: { description: 'Time of the point.' },
  } as const,
});

const mostBuckets = 2000;

builder.objectType(MetricRef, {
  description: 'A named series of values of a run.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the metric, chosen by the client.' }),
    count: t.exposeInt('count', { description: 'Number of points.' }),
    last: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The point with the largest step; null without points.',
      resolve: (metric) => point(metric.lastStep, metric.lastValue, metric.lastTime),
    }),
    min: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The first point with the smallest finite value; null if there is none.',
      resolve: (metric) => point(metric.minStep, metric.minValue, metric.minTime),
    }),
    max: t.field({
      type: MetricPoint,
      nullable: true,
      description: 'The first point with the largest finite value; null if there is none.',
      resolve: (metric) => point(metric.maxStep, metric.maxValue, metric.maxTime),
    }),
    series: t.field({
      type: [MetricBucket],
      nullable: true,
      description:
        'The series, downsampled to at most `buckets` buckets; empty buckets are left out. Null only together with an error; the other fields of the run are still returned.',
      args: {
        axis: t.arg({ type: Axis, defaultValue: 'STEP', description: 'Axis of the buckets.' }),
        from: t.arg.float({ description: 'Start of the range: a step, or milliseconds since 1970.' }),
        to: t.arg.float({ description: 'End of the range, inclusive: a step, or milliseconds since 1970.' }),
        buckets: t.arg.int({
          required: true,
          description: `Largest number of buckets, 1 to ${mostBuckets}.`,
        }),
      },
      complexity: ({ buckets }) => ({ field: 1, multiplier: Math.max(1, buckets / 100) }),
      resolve: ({ runId: run, key, count }, { axis, from, to, buckets }, context) => {
        if (buckets < 1 || buckets > mostBuckets) {
          throw new ExpectedError('BAD_INPUT', `buckets must be 1 to ${mostBuckets}, not ${buckets}.`, [
            'buckets',
          ]);
        }
        const span = { axis: axis ?? 'STEP', from: from ?? null, to: to ?? null, buckets };
        return seriesOf(context).load({ owner: { run, key, count }, args: span });
      },
    }),
  }),
});

function point(step: bigint | null, value: number | null, time: Date | null): Point | null {
  return step === null || value === null || time === null ? null : { step, value, time };
}
