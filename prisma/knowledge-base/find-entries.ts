import type { Database } from '../database/database.ts';
import { type Entry, entryColumns, joinExample } from './entry.ts';

const statement = `
  SELECT ${entryColumns}
  FROM unnest($1::uuid[], $2::int[]) AS wanted (knowledge_base_id, index)
  JOIN knowledge_entry AS entry USING (knowledge_base_id, index) ${joinExample}`;

/**
 * Entries by knowledge base and index, many in one statement.
 *
 * @returns in the order asked for; null where there is none
 */
export async function findEntries(
  db: Database,
  wanted: readonly { knowledgeBase: string; index: number }[],
): Promise<(Entry | null)[]> {
  const entries = await db.query<Entry>(statement, [
    wanted.map(({ knowledgeBase }) => knowledgeBase),
    wanted.map(({ index }) => index),
  ]);
  const byPlace = new Map(entries.map((entry) => [`${entry.knowledgeBase} ${entry.index}`, entry]));
  return wanted.map(
    ({ knowledgeBase, index }) => byPlace.get(`${knowledgeBase.toLowerCase()} ${index}`) ?? null,
  );
}
