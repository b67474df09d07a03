import type { Queryable } from '../database/database.ts';
import { type EntryRow, entryColumns, entryJoins } from './entries-by-index.ts';

export interface EntryFilter {
  /** Class id of the gold label. */
  label: number | null;
  /** What one of the texts contains, in upper or lower case. */
  text: string | null;
}

const matching = `
  FROM knowledge_entry e
  JOIN knowledge_base b ON b.id = e.knowledge_base_id
  ${entryJoins}
  WHERE e.knowledge_base_id = $1
    AND ($2::double precision IS NULL OR x.label = $2)
    AND ($3::text IS NULL OR EXISTS (SELECT FROM unnest(x.texts) AS t (text) WHERE t.text ILIKE $3))`;

/** Entries behind an index, in the order of their indices, at most `limit`. */
export function entryPage(
  db: Queryable,
  knowledgeBase: string,
  filter: EntryFilter,
  { after, limit }: { after: number; limit: number },
): Promise<EntryRow[]> {
  return db.query<EntryRow>(`SELECT ${entryColumns} ${matching} AND e.index > $4 ORDER BY e.index LIMIT $5`, [
    ...values(knowledgeBase, filter),
    after,
    limit,
  ]);
}

/** How many entries match. */
export async function countEntries(
  db: Queryable,
  knowledgeBase: string,
  filter: EntryFilter,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count ${matching}`,
    values(knowledgeBase, filter),
  );
  return row?.count ?? 0;
}

function values(knowledgeBase: string, { label, text }: EntryFilter): unknown[] {
  // What a user types stands for itself: % and _ are no wildcards.
  const pattern = text === null ? null : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return [knowledgeBase, label, pattern];
}
