import type { Queryable } from '../database/database.ts';

/** A knowledge entry with its example. */
export interface EntryRow {
  knowledgeBase: string;
  index: number;
  /** Of the example it was made from, of several the nearest; empty where there is none. */
  key: string;
  texts: string[];
  /** Class id, or the gold score for regression. */
  label: number | null;
  /** Class names of its dataset, in id order. */
  labels: string[];
  /** [classes] */
  softLabels: number[];
  /** How many examples it stands for. */
  members: number;
}

/** What every query of entries selects; `e` is the entry, `b` its knowledge base. */
export const entryColumns = `
  e.knowledge_base_id AS "knowledgeBase", e.index, coalesce(x.key, '') AS key, coalesce(x.texts, '{}') AS texts, x.label, d.labels,
  e.soft_labels AS "softLabels", e.members`;

export const entryJoins = `
  JOIN dataset d ON d.digest = b.dataset_digest
  LEFT JOIN example x ON x.dataset_digest = b.dataset_digest AND x.index = e.example`;

const byIndex = `
  SELECT ${entryColumns}
  FROM unnest($1::uuid[], $2::int[]) AS wanted (knowledge_base, index)
  JOIN knowledge_entry e ON e.knowledge_base_id = wanted.knowledge_base AND e.index = wanted.index
  JOIN knowledge_base b ON b.id = e.knowledge_base_id
  ${entryJoins}`;

/** Entries of any knowledge bases in one statement, in no order; those that are not there are left out. */
export function entriesByIndex(
  db: Queryable,
  keys: readonly { knowledgeBase: string; index: number }[],
): Promise<EntryRow[]> {
  return db.query<EntryRow>(byIndex, [
    keys.map(({ knowledgeBase }) => knowledgeBase),
    keys.map(({ index }) => index),
  ]);
}
