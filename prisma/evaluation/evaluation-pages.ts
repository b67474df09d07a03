import type { Queryable } from '../database/database.ts';

/** A page of the finished evaluations that looked for neighbors in a knowledge base. */
export interface EvaluationPageKey {
  knowledgeBase: string;
  /** When the evaluation behind which the page begins was made (ISO 8601), and its id; null for the first page. */
  after: readonly [createdAt: string, id: string] | null;
  /** Most rows. */
  limit: number;
}

const statement = `
  SELECT wanted.place::int AS place, page.id
  FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[]) WITH ORDINALITY
    AS wanted (base, created_at, id, most, place)
  CROSS JOIN LATERAL (
    SELECT evaluation.id, evaluation.created_at FROM evaluation
    WHERE evaluation.knowledge_base_id = wanted.base AND evaluation.finished_at IS NOT NULL
      AND (wanted.id IS NULL OR (evaluation.created_at, evaluation.id) > (wanted.created_at, wanted.id))
    ORDER BY evaluation.created_at, evaluation.id LIMIT wanted.most
  ) AS page
  ORDER BY wanted.place, page.created_at, page.id`;

/** Ids of the evaluations of each page, the earliest first; all pages in one statement. */
export async function evaluationPages(
  db: Queryable,
  keys: readonly EvaluationPageKey[],
): Promise<string[][]> {
  const rows = await db.query<{ place: number; id: string }>(statement, [
    keys.map(({ knowledgeBase }) => knowledgeBase),
    keys.map(({ after }) => after?.[0] ?? null),
    keys.map(({ after }) => after?.[1] ?? null),
    keys.map(({ limit }) => limit),
  ]);
  const pages = keys.map((): string[] => []);
  for (const { place, id } of rows) pages[place - 1]?.push(id);
  return pages;
}

/** How many there are of each knowledge base, in the order of the keys; one statement for all. */
export async function countEvaluations(db: Queryable, knowledgeBases: readonly string[]): Promise<number[]> {
  const rows = await db.query<{ base: string; count: number }>(
    `SELECT knowledge_base_id AS base, count(*) AS count FROM evaluation
     WHERE knowledge_base_id = ANY ($1::uuid[]) AND finished_at IS NOT NULL GROUP BY knowledge_base_id`,
    [knowledgeBases],
  );
  const counts = new Map(rows.map(({ base, count }) => [base, count]));
  return knowledgeBases.map((base) => counts.get(base) ?? 0);
}
