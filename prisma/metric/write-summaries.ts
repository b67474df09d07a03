import type { Queryable } from '../database/database.ts';
import { lowestBigint } from './steps.ts';
import type { Point, Summary } from './summary.ts';
import { blockSize } from './write-blocks.ts';

const update = `
  UPDATE metric SET
    count = new.count, non_finite_count = new.non_finite_count,
    last_step = new.last_step, last_value = new.last_value, last_time = to_timestamp(new.last_ms / 1000),
    min_step = new.min_step, min_value = new.min_value, min_time = to_timestamp(new.min_ms / 1000),
    max_step = new.max_step, max_value = new.max_value, max_time = to_timestamp(new.max_ms / 1000)
  FROM unnest($1::int[], $2::int[], $3::int[],
              $4::bigint[], $5::float8[], $6::float8[],
              $7::bigint[], $8::float8[], $9::float8[],
              $10::bigint[], $11::float8[], $12::float8[])
    AS new (id, count, non_finite_count, last_step, last_value, last_ms, min_step, min_value, min_ms, max_step, max_value, max_ms)
  WHERE metric.id = new.id`;

/** Sets the summaries of metrics by their id. */
export async function writeSummaries(tx: Queryable, summaries: ReadonlyMap<number, Summary>): Promise<void> {
  if (summaries.size === 0) return;
  const all = [...summaries.values()];
  const column = <T>(of: (summary: Summary) => T) => all.map(of);
  const columnsOf = (of: (summary: Summary) => Point | null) => [
    column((summary) => of(summary)?.step ?? null),
    column((summary) => of(summary)?.value ?? null),
    column((summary) => of(summary)?.time ?? null),
  ];
  await tx.query(update, [
    [...summaries.keys()],
    column(({ count }) => count),
    column(({ nonFinite }) => nonFinite),
    ...columnsOf(({ last }) => last),
    ...columnsOf(({ least }) => least),
    ...columnsOf(({ greatest }) => greatest),
  ]);
}

/**
 * Everything a series has: the blocks' extremes, and the points behind the last block, of which the limit tells the planner that they are
 * few: it may read the whole table otherwise. Of equal extremes the first step counts.
 */
const recompute = `
  UPDATE metric SET
    min_step = least.step, min_value = least.value, min_time = least.time,
    max_step = greatest.step, max_value = greatest.value, max_time = greatest.time
  FROM unnest($2::int[]) AS wanted (id)
    JOIN metric AS stored ON stored.id = wanted.id
    CROSS JOIN LATERAL (
      SELECT min(ARRAY[min_value, min_step]) AS least, max(ARRAY[max_value, -max_step]) AS greatest
      FROM (
        SELECT min_value, min_step, max_value, max_step FROM metric_block
        WHERE metric_id = wanted.id AND min_value IS NOT NULL
        UNION ALL
        SELECT value, step, value, step FROM (
          SELECT value, step FROM metric_point
          WHERE run_id = $1 AND metric_id = wanted.id AND step > coalesce(stored.block_end, ${lowestBigint})
          ORDER BY step LIMIT ${blockSize}
        ) AS rest
        WHERE abs(value) < 'Infinity'
      ) AS candidate
    ) AS extreme
    LEFT JOIN LATERAL (
      SELECT step, value, time FROM metric_point
      WHERE run_id = $1 AND metric_id = wanted.id AND step = extreme.least[2]::bigint LIMIT 1
    ) AS least ON true
    LEFT JOIN LATERAL (
      SELECT step, value, time FROM metric_point
      WHERE run_id = $1 AND metric_id = wanted.id AND step = -extreme.greatest[2]::bigint LIMIT 1
    ) AS greatest ON true
  WHERE metric.id = wanted.id`;

/** Sets least and greatest of metrics whose extreme was rewritten. Reads a row for each block, and at most one block of points. */
export async function recomputeExtremes(
  tx: Queryable,
  run: string,
  metrics: readonly number[],
): Promise<void> {
  if (metrics.length > 0) await tx.query(recompute, [run, metrics]);
}
