import type { Metric } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { grouped, perRequest } from '../schema/per-request.ts';

export const metricsOfRun = perRequest(async (runs: readonly string[], { db }: Context) =>
  grouped(
    runs,
    await db.prisma.metric.findMany({ where: { runId: { in: [...runs] } }, orderBy: { key: 'asc' } }),
    ({ runId }) => runId,
  ),
);

export const MetricRef = builder.objectRef<Metric>('Metric');
