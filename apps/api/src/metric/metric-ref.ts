import type { Metric } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { grouped, perRequest } from '../schema/per-request.ts';

/** The metrics of a run, or those of the keys asked for. */
export interface MetricsWanted {
  run: string;
  keys: readonly string[] | null;
}

/** One statement for all runs that are asked for the same keys. */
export const metricsOfRun = perRequest(
  async (wanted: readonly MetricsWanted[], { db }: Context) => {
    const found = new Map<string, Metric[][]>();
    for (const [name, keys] of new Map(wanted.map(({ keys }) => [nameOf(keys), keys]))) {
      const runs = wanted.filter((one) => nameOf(one.keys) === name).map(({ run }) => run);
      const rows = await db.prisma.metric.findMany({
        where: { runId: { in: runs }, ...(keys && { key: { in: [...keys] } }) },
      });
      // Not by the database: its collation orders upper and lower case as it likes.
      rows.sort((a, b) => (a.key < b.key ? -1 : 1));
      found.set(
        name,
        grouped(runs, rows, ({ runId }) => runId),
      );
    }
    return wanted.map(({ keys }) => found.get(nameOf(keys))?.shift() ?? []);
  },
  ({ run, keys }) => `${run} ${nameOf(keys)}`,
);

function nameOf(keys: readonly string[] | null): string {
  return JSON.stringify(keys);
}

export const MetricRef = builder.objectRef<Metric>('Metric');
