import type { Database } from '../database/database.ts';
import { type Entry, entryColumns, joinExample } from './entry.ts';

export interface EntryFilter {
  knowledgeBase: string;
  /** Gold label. */
  label?: number | undefined;
  /** What one of the texts contains, whatever the case. */
  text?: string | undefined;
}

const matching = `
  FROM knowledge_entry AS entry ${joinExample}
  WHERE entry.knowledge_base_id = $1
    AND ($2::float8 IS NULL OR example.label = $2)
    AND ($3::text IS NULL OR EXISTS (SELECT 1 FROM unnest(example.texts) AS text WHERE text ILIKE $3))`;

/** Up to `limit` entries of a knowledge base after an index, in order, that pass the filter. */
export function listEntries(
  db: Database,
  filter: EntryFilter,
  page: { after: number; limit: number },
): Promise<Entry[]> {
  return db.query<Entry>(
    `SELECT ${entryColumns} ${matching} AND entry.index > $4 ORDER BY entry.index LIMIT $5`,
    [...parameters(filter), page.after, page.limit],
  );
}

/** How many entries pass the filter. */
export async function countEntries(db: Database, filter: EntryFilter): Promise<number> {
  const [row] = await db.query<{ count: number }>(`SELECT count(*) AS count ${matching}`, parameters(filter));
  return row?.count ?? 0;
}

function parameters({ knowledgeBase, label, text }: EntryFilter): unknown[] {
  return [knowledgeBase, label ?? null, text === undefined ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`];
}
