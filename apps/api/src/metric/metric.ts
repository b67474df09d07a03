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
      nullable: true,
      description:
        'The series in at most so many buckets; empty ones are left out. Null only with an error, which leaves the rest of the run readable.',
      args: {
        axis: t.arg({ type: Axis, defaultValue: 'STEP', description: 'Over steps or time.' }),
        from: t.arg.float({ description: 'Begin here: a step, or milliseconds since 1970.' }),
        to: t.arg.float({ description: 'End here, this point included.' }),
        buckets: t.arg.int({ required: true, description: `1 to ${mostBuckets}.` }),
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
