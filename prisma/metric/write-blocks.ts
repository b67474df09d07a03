import type { Queryable } from '../database/database.ts';
import { lowestBigint } from './steps.ts';
import type { Summary } from './summary.ts';
import type { MetricPoints } from './write-points.ts';

/** Least points of a block. Behind the last block there are fewer. */
export const blockSize = 1000;

export interface WrittenMetric extends MetricPoints {
  /** Of the metric after the write. */
  summary: Summary;
}

/** Steps behind `after` (null: from the first one) up to `last`. */
interface Stretch {
  metric: number;
  after: number | null;
  last: number;
}

interface Block extends Stretch {
  count: number;
}

/**
 * Keeps the blocks of metrics after their points were written: those that points were written into are built again, and points behind the
 * last block become blocks once they are 1,000. Reads at most 2,000 points for each point written into blocks, and others once.
 */
export async function writeBlocks(
  tx: Queryable,
  run: string,
  series: readonly WrittenMetric[],
): Promise<void> {
  const stale = await takeBlocks(tx, series);
  const grown: Stretch[] = series.flatMap(({ metric, summary }) => {
    const { last } = summary;
    if (last === null || summary.count - metric.blockCount < blockSize) return [];
    return last.step > (metric.blockEnd ?? -Infinity)
      ? [{ metric: metric.id, after: metric.blockEnd, last: last.step }]
      : [];
  });
  if (stale.length + grown.length === 0) return;
  const built = await buildBlocks(tx, run, [...stale, ...grown]);
  await tx.query(
    `UPDATE metric SET block_count = block_count + change.count, block_end = greatest(block_end, change.last)
     FROM (SELECT id, sum(count)::int AS count, max(last) AS last FROM unnest($1::int[], $2::int[], $3::bigint[]) AS block (id, count, last)
           GROUP BY id) AS change
     WHERE metric.id = change.id`,
    [
      [...built, ...stale].map(({ metric }) => metric),
      [...built.map(({ count }) => count), ...stale.map(({ count }) => -count)],
      [...built, ...stale].map(({ last }) => last),
    ],
  );
}

const take = `
  DELETE FROM metric_block USING (
    SELECT DISTINCT written.id, hit.last_step
    FROM unnest($1::int[], $2::bigint[]) AS written (id, step)
    CROSS JOIN LATERAL (
      SELECT last_step FROM metric_block WHERE metric_id = written.id AND last_step >= written.step ORDER BY last_step LIMIT 1
    ) AS hit
  ) AS stale
  WHERE metric_block.metric_id = stale.id AND metric_block.last_step = stale.last_step
  RETURNING metric_id AS metric, after_step AS after, metric_block.last_step AS last, count`;

/** Deletes the blocks that points were written into, and returns them. */
async function takeBlocks(tx: Queryable, series: readonly WrittenMetric[]): Promise<Block[]> {
  const inside = series.flatMap(({ metric, points }) =>
    points
      .filter(({ step }) => metric.blockEnd !== null && step <= metric.blockEnd)
      .map(({ step }) => ({ id: metric.id, step })),
  );
  if (inside.length === 0) return [];
  return tx.query<Block>(take, [inside.map(({ id }) => id), inside.map(({ step }) => step)]);
}

const build = `
  INSERT INTO metric_block (metric_id, after_step, last_step, count, min_step, min_value, max_step, max_value)
  SELECT stretch.id, lag(block.last_step, 1, stretch.after) OVER (PARTITION BY stretch.place ORDER BY block.last_step), block.last_step,
    block.count, block.least[2]::bigint, block.least[1], -block.greatest[2]::bigint, block.greatest[1]
  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS stretch (id, after, last, place)
  CROSS JOIN LATERAL (
    SELECT max(step) AS last_step, count(*) AS count,
      min(ARRAY[value, step]) FILTER (WHERE abs(value) < 'Infinity') AS least,
      max(ARRAY[value, -step]) FILTER (WHERE abs(value) < 'Infinity') AS greatest
    FROM (
      SELECT step, value, (row_number() OVER (ORDER BY step) - 1) * greatest(count(*) OVER () / ${blockSize}, 1) / count(*) OVER () AS number
      FROM metric_point
      WHERE run_id = $1 AND metric_id = stretch.id AND step > coalesce(stretch.after, ${lowestBigint}) AND step <= stretch.last
    ) AS point
    GROUP BY number
  ) AS block
  RETURNING metric_id AS metric, after_step AS after, last_step AS last, count`;

function buildBlocks(tx: Queryable, run: string, stretches: readonly Stretch[]): Promise<Block[]> {
  return tx.query<Block>(build, [
    run,
    stretches.map(({ metric }) => metric),
    stretches.map(({ after }) => after),
    stretches.map(({ last }) => last),
  ]);
}
