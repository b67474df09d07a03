import type { Metric } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { grouped, perOwner } from '../schema/per-request.ts';

/** The metrics of a run by key, or those of the keys given: one statement for all runs with the same keys. */
export const metricsOfRun = perOwner(
  async (runs: readonly string[], keys: readonly string[] | null, { db, budget }: Context) => {
    const rows = await db.prisma.metric.findMany({
      where: { runId: { in: [...runs] }, ...(keys && { key: { in: [...keys] } }) },
      take: budget.rowsLeft + 1,
    });
    // Not by the database: its collation orders upper and lower case as it likes.
    rows.sort((a, b) => (a.key < b.key ? -1 : 1));
    return grouped(runs, rows, ({ runId }) => runId);
  },
);

export const MetricRef = builder.objectRef<Metric>('Metric');
