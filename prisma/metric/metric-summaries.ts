import type { Database } from '../database/database.ts';
import { type MetricRow, storedMetric } from './stored-metric.ts';
import type { Summary } from './summary.ts';

export interface MetricSummary {
  run: string;
  key: string;
  summary: Summary;
}

/**
 * Summaries of the metrics of many runs in one statement, by run id; keys in code-point order.
 *
 * @param keys only these; null for all
 */
export async function metricSummaries(
  db: Database,
  runs: readonly string[],
  keys: readonly string[] | null,
): Promise<Map<string, MetricSummary[]>> {
  const rows = await db.query<MetricRow & { run_id: string }>(
    `SELECT * FROM metric WHERE run_id = ANY ($1::uuid[]) AND ($2::text[] IS NULL OR key = ANY ($2))
     ORDER BY run_id, key COLLATE "C"`,
    [runs, keys],
  );
  const byRun = new Map<string, MetricSummary[]>();
  for (const row of rows) {
    const { key, summary } = storedMetric(row);
    const summaries = byRun.get(row.run_id) ?? [];
    summaries.push({ run: row.run_id, key, summary });
    byRun.set(row.run_id, summaries);
  }
  return byRun;
}
