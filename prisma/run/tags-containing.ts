import type { Queryable } from '../database/database.ts';

const most = 1000;

/** The tags in use that have a text in them, in upper or lower case; at most 1,000. Prisma looks into no array's elements. */
export async function tagsContaining(db: Queryable, text: string): Promise<string[]> {
  const rows = await db.query<{ tag: string }>(
    'SELECT DISTINCT tag FROM run, unnest(run.tags) AS tag WHERE strpos(lower(tag), lower($1)) > 0 ORDER BY tag LIMIT $2',
    [text, most],
  );
  return rows.map(({ tag }) => tag);
}
