import type { Queryable } from '../database/database.ts';

/** What runs are listed by: a column and its type. */
const owners = { teacher: ['teacher_id', 'uuid'], recipe: ['recipe_digest', 'text'] } as const;
export type RunOwner = keyof typeof owners;

const statement = ([column, type]: (typeof owners)[RunOwner]) => `
  SELECT wanted.place::int AS place, page.id
  FROM unnest($1::${type}[]) WITH ORDINALITY AS wanted (owner, place)
  CROSS JOIN LATERAL (
    SELECT run.id, run.created_at FROM run
    WHERE run.${column} = wanted.owner
      AND ($2::timestamptz IS NULL OR (run.created_at, run.id) < ($2::timestamptz, $3::uuid))
    ORDER BY run.created_at DESC, run.id DESC LIMIT $4
  ) AS page
  ORDER BY wanted.place, page.created_at DESC, page.id DESC`;

/**
 * Ids of the runs of each teacher or recipe, the newest first; all pages in one statement.
 *
 * @param after when the run behind which the pages begin was created (ISO 8601), and its id; null for the first pages
 */
export async function runPages(
  db: Queryable,
  by: RunOwner,
  ids: readonly string[],
  { after, limit }: { after: readonly [createdAt: string, id: string] | null; limit: number },
): Promise<string[][]> {
  const rows = await db.query<{ place: number; id: string }>(statement(owners[by]), [
    ids,
    after?.[0] ?? null,
    after?.[1] ?? null,
    limit,
  ]);
  const pages = ids.map((): string[] => []);
  for (const { place, id } of rows) pages[place - 1]?.push(id);
  return pages;
}

/** How many runs each teacher or recipe has, in the order of the ids; one statement for all. */
export async function countRuns(db: Queryable, by: RunOwner, ids: readonly string[]): Promise<number[]> {
  const [column, type] = owners[by];
  const rows = await db.query<{ owner: string; count: number }>(
    `SELECT ${column} AS owner, count(*) AS count FROM run WHERE ${column} = ANY ($1::${type}[]) GROUP BY ${column}`,
    [ids],
  );
  const counts = new Map(rows.map(({ owner, count }) => [owner, count]));
  return ids.map((id) => counts.get(id) ?? 0);
}
