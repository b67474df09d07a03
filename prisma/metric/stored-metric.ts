import type { Queryable } from '../database/database.ts';
import { emptySummary, type Point, type Summary } from './summary.ts';

export interface StoredMetric {
  id: number;
  key: string;
  summary: Summary;
  /** Last step that blocks cover, and how many points they hold. */
  blockEnd: number | null;
  blockCount: number;
}

interface MetricRow {
  id: number;
  key: string;
  count: number;
  non_finite_count: number;
  last_step: number | null;
  last_value: number | null;
  last_time: Date | null;
  min_step: number | null;
  min_value: number | null;
  min_time: Date | null;
  max_step: number | null;
  max_value: number | null;
  max_time: Date | null;
  block_end: number | null;
  block_count: number;
}

/** The metrics of a run that have these keys, with their summaries; those that are new are made. */
export async function findOrMakeMetrics(
  tx: Queryable,
  run: string,
  keys: readonly string[],
): Promise<StoredMetric[]> {
  const rows = await tx.query<MetricRow>('SELECT * FROM metric WHERE run_id = $1 AND key = ANY ($2)', [
    run,
    keys,
  ]);
  const metrics = rows.map(storedMetric);
  const known = new Set(metrics.map(({ key }) => key));
  const missing = keys.filter((key) => !known.has(key));
  if (missing.length === 0) return metrics;
  const made = await tx.query<{ id: number; key: string }>(
    'INSERT INTO metric (run_id, key) SELECT $1, unnest($2::text[]) RETURNING id, key',
    [run, missing],
  );
  return [
    ...metrics,
    ...made.map(({ id, key }) => ({ id, key, summary: emptySummary, blockEnd: null, blockCount: 0 })),
  ];
}

function storedMetric(row: MetricRow): StoredMetric {
  return {
    id: row.id,
    key: row.key,
    blockEnd: row.block_end,
    blockCount: row.block_count,
    summary: {
      count: row.count,
      nonFinite: row.non_finite_count,
      last: point(row.last_step, row.last_value, row.last_time),
      least: point(row.min_step, row.min_value, row.min_time),
      greatest: point(row.max_step, row.max_value, row.max_time),
    },
  };
}

function point(step: number | null, value: number | null, time: Date | null): Point | null {
  return step === null || value === null || time === null ? null : { step, value, time: time.getTime() };
}
