import type { Database } from '@stillhouse/prisma/database/database.ts';

/** A board that is written straight into the tables: recipes × seeds × tasks, each run with one evaluation with retrieval. */
export interface SeededBoard {
  recipes: number;
  seeds: number;
  tasks: readonly string[];
}

const statements = [
  `INSERT INTO project (name) VALUES ('seeded') ON CONFLICT DO NOTHING`,
  `INSERT INTO dataset (digest, task, split, name, labels, size, written, synthetic, complete, label_counts)
   SELECT encode(sha256(task::bytea), 'hex'), task, 'DEV', 'dev', '{a,b}', 2, 2, false, true, '{1,1}' FROM unnest($1::text[]) AS task
   ON CONFLICT DO NOTHING`,
  `INSERT INTO recipe (digest, row_digest, title, task, objective, kind, config)
   SELECT encode(sha256((r || task)::bytea), 'hex'), encode(sha256(r::text::bytea), 'hex'), 'KD', task, 'kd', 'STUDENT',
     jsonb_build_object('objective', jsonb_build_object('name', 'kd'), 'learningRate', r, 'data', jsonb_build_object('task', task))
   FROM generate_series(1, $2::int) AS r, unnest($1::text[]) AS task ON CONFLICT DO NOTHING`,
  `WITH made AS (
     SELECT gen_random_uuid() AS run, gen_random_uuid() AS evaluation, encode(sha256((r || task)::bytea), 'hex') AS recipe,
       encode(sha256(task::bytea), 'hex') AS dataset, task, s AS seed
     FROM generate_series(1, $2::int) AS r, generate_series(1, $3::int) AS s, unnest($1::text[]) AS task
   ), runs AS (
     INSERT INTO run (id, project_id, name, kind, status, task, seed, recipe_digest, tags, finished_at, input_digest)
     SELECT run, (SELECT id FROM project WHERE name = 'seeded'), 'run', 'STUDENT', 'FINISHED', task, seed, recipe, '{}', now(), '' FROM made
   ), bases AS (
     INSERT INTO knowledge_base (id, name, teacher_id, dataset_digest, dimension, classes, size, input_digest)
     SELECT run, 'memory', run, dataset, 8, 2, 100, '' FROM made
   ), evaluations AS (
     INSERT INTO evaluation (id, run_id, dataset_digest, knowledge_base_id, k, temperature, beta, search, classes, written, gain_p_value, gain_test, student_p50,
       student_p95, finished_at, input_digest)
     SELECT evaluation, run, dataset, run, 1, 1, 0.5, 'EXACT', 2, 2, random(), 'mcnemar', 1, 2, now(), '' FROM made
   ), scores AS (
     INSERT INTO score (evaluation_id, predictor, name, value)
     SELECT evaluation, predictor::predictor, name, random()
     FROM made, unnest('{STUDENT,RETRIEVED,FUSED}'::text[]) AS predictor, unnest('{accuracy,f1,matthews,pearson,spearman}'::text[]) AS name
   )
   INSERT INTO run_result (run_id, dataset_digest, score, evaluation_id, predictor, alone, neighbors_only, fused)
   SELECT run, dataset, name, evaluation, 'STUDENT', random(), random(), random()
   FROM made, unnest('{accuracy,f1,matthews,pearson,spearman}'::text[]) AS name`,
  'ANALYZE',
];

/** Parameters that each statement takes, of tasks, recipes and seeds. */
const parameters = [0, 1, 2, 3, 0];

export async function seedBoard(db: Database, { recipes, seeds, tasks }: SeededBoard): Promise<void> {
  const values = [tasks, recipes, seeds];
  for (const [i, statement] of statements.entries())
    await db.query(statement, values.slice(0, parameters[i]));
}

export async function clearBoard(db: Database): Promise<void> {
  await db.query("DELETE FROM run USING project WHERE project_id = project.id AND project.name = 'seeded'");
}
