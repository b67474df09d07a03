import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import type { Database } from '../database/database.ts';

export type OutcomeCounts = Record<Outcome, number>;

/** How often retrieval helped and hurt, by evaluation id; an evaluation without outcomes is left out. One statement for all. */
export async function outcomeCounts(
  db: Database,
  evaluations: readonly string[],
): Promise<Map<string, OutcomeCounts>> {
  const rows = await db.query<{ evaluation: string; outcome: Outcome; count: number }>(
    `SELECT evaluation_id AS evaluation, outcome, count(*) AS count FROM prediction
     WHERE evaluation_id = ANY ($1::uuid[]) AND outcome IS NOT NULL
     GROUP BY evaluation_id, outcome`,
    [evaluations],
  );
  const counts = new Map<string, OutcomeCounts>();
  for (const { evaluation, outcome, count } of rows) {
    const of = counts.get(evaluation) ?? { BOTH_RIGHT: 0, HELPED: 0, HURT: 0, BOTH_WRONG: 0 };
    counts.set(evaluation, { ...of, [outcome]: count });
  }
  return counts;
}
