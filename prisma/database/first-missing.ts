import type { Queryable } from './database.ts';

/** The first index of 0 … size − 1 that an owner has no row for, or null where all are there. */
export async function firstMissing(
  db: Queryable,
  table: string,
  owner: readonly [column: string, id: string],
  size: number,
): Promise<number | null> {
  const [row] = await db.query<{ index: number }>(
    `SELECT wanted AS index FROM generate_series(0, $2::int - 1) AS wanted
     WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE "${owner[0]}" = $1 AND "index" = wanted)
     ORDER BY wanted LIMIT 1`,
    [owner[1], size],
  );
  return row?.index ?? null;
}
