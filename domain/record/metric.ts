import { z } from 'zod';
import { uuid } from './identity.ts';

/** Most points of one batch, in all its series together. */
export const mostPoints = 50_000;

/** Most series of one batch. */
export const mostSeries = 10_000;

/** A value as JSON can carry it: GraphQL and JSON have no NaN or infinities, so those travel as strings. */
export const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

const column = z
  .strictObject({
    key: z.string().min(1).max(250),
    steps: z.array(z.int()),
    values: z.array(metricValue),
    /** Milliseconds since 1970, one for each step, at most a day ahead; the time of arrival when left out. */
    times: z.array(z.number()).optional(),
  })
  .refine((series) => series.values.length === series.steps.length, {
    message: 'must have one value for each step',
    path: ['values'],
  })
  .refine((series) => !series.times || series.times.length === series.steps.length, {
    message: 'must have one time for each step',
    path: ['times'],
  });

/** Points of many metrics of one run. Writing the same points again changes nothing; a later value for a step replaces the earlier. */
export const logMetrics = z.strictObject({
  run: uuid,
  /** Idempotency key: a batch that was written before is acknowledged and not written again; with other content it is a CONFLICT. */
  batch: uuid,
  series: z.array(column).min(1).max(mostSeries),
});
export type LogMetrics = z.infer<typeof logMetrics>;
