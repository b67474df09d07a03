import type { Queryable } from '../database/database.ts';
import { type EntryRow, entryColumns, entryJoins } from './entries-by-index.ts';

export interface EntryFilter {
  /** Class id of the gold label. */
  label: number | null;
  /** What one of the texts contains, in upper or lower case. */
  text: string | null;
}

/** The second condition, which the first implies, is one that other partitions are left out by when the statement is planned. */
const matching = `
  FROM knowledge_entry e
  JOIN knowledge_base b ON b.id = e.knowledge_base_id
  ${entryJoins}
  WHERE e.knowledge_base_id = wanted.id AND e.knowledge_base_id = ANY ($1::uuid[])
    AND ($2::double precision IS NULL OR x.label = $2)
    AND ($3::text IS NULL OR EXISTS (SELECT FROM unnest(x.texts) AS t (text) WHERE t.text ILIKE $3))`;

const pages = `
  SELECT page.*
  FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
  CROSS JOIN LATERAL (SELECT ${entryColumns} ${matching} AND e.index > $4 ORDER BY e.index LIMIT $5) AS page
  ORDER BY wanted.place, page.index`;

/** Of each knowledge base, in the order given, its entries behind an index, in the order of their indices, at most `limit`. One statement for all. */
export async function entryPages(
  db: Queryable,
  knowledgeBases: readonly string[],
  filter: EntryFilter,
  { after, limit }: { after: number; limit: number },
): Promise<EntryRow[][]> {
  const rows = await db.query<EntryRow>(pages, [knowledgeBases, ...values(filter), after, limit]);
  return knowledgeBases.map((id) => rows.filter(({ knowledgeBase }) => knowledgeBase === id));
}

const counts = `
  SELECT matched.count FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
  CROSS JOIN LATERAL (SELECT count(*)::int AS count ${matching}) AS matched
  ORDER BY wanted.place`;

/** How many entries of each knowledge base match, in the order given. One statement for all. */
export async function countEntries(
  db: Queryable,
  knowledgeBases: readonly string[],
  filter: EntryFilter,
): Promise<number[]> {
  const rows = await db.query<{ count: number }>(counts, [knowledgeBases, ...values(filter)]);
  return rows.map(({ count }) => count);
}

function values({ label, text }: EntryFilter): unknown[] {
  // What a user types stands for itself: % and _ are no wildcards.
  return [label, text === null ? null : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`];
}
