import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { deploy } from '@stillhouse/prisma/migrate/deploy.ts';
import { migrationsFolder } from '@stillhouse/prisma/migrate/migration.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../open-test-database.ts';

const lastOld = '20261124181500_index_settings';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const names = {
  teacher: uuid(1),
  reaugkd: uuid(2),
  kd: uuid(3),
  sum: uuid(4),
  external: uuid(5),
  base: uuid(20),
  variant: uuid(21),
};
/** Numbers of evaluations. */
const of = {
  teacher: uuid(101),
  alone: uuid(102),
  exact: uuid(103),
  hnsw: uuid(104),
  variant: uuid(105),
  kd: uuid(106),
  constant: uuid(107),
  mrpc: uuid(108),
  sum: uuid(109),
  external: uuid(110),
  unfinished: uuid(111),
};

let db: Database;
let folder: string;

/** A database with the tables of before these migrations, filled in the way the code of then filled it, and brought up to date. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-migrations-'));
  await cp(migrationsFolder, folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (/^\d/.test(name) && name > lastOld) await rm(join(folder, name), { recursive: true });
  }
  db = await openTestDatabase();
  await db.query('DROP SCHEMA public CASCADE');
  await db.query('CREATE SCHEMA public');
  expect((await deploy(db, folder)).at(-1)).toBe(lastOld);
  await fill();
  expect((await deploy(db)).length).toBeGreaterThan(0);
}, 120_000);
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  await db.query(`INSERT INTO project (id, name) VALUES ('${uuid(9)}', 'old')`);
  const runs = [
    ['teacher', 'TEACHER', '{"objective": null}', null],
    ['reaugkd', 'STUDENT', '{"objective": {"name": "reaugkd"}}', 'reaugkd'],
    ['kd', 'STUDENT', '{"objective": {"name": "kd"}}', 'kd'],
    [
      'sum',
      'STUDENT',
      '{"objective": {"name": "sum", "terms": [{"objective": {"name": "kd"}}, {"objective": {"name": "reaugkd"}}]}}',
      'sum',
    ],
    ['external', 'EXTERNAL', '{"model": "mine"}', null],
  ] as const;
  for (const [name, kind, config, objective] of runs) {
    await db.query(
      `INSERT INTO recipe (digest, row_digest, title, kind, config, objective) VALUES ($1, $1, $1, $2::run_kind, $3::jsonb, $4)`,
      [name, kind, config, objective],
    );
    await db.query(
      `INSERT INTO run (id, project_id, name, kind, status, recipe_digest, input_digest, finished_at)
       VALUES ($1, $2, $3, $4::run_kind, 'FINISHED', $3, 'digest', '2026-11-25')`,
      [names[name], uuid(9), name, kind],
    );
  }
  for (const [digest, task, labels, size, written] of [
    ['rte', 'rte', '{entailment,not_entailment}', 4, 4],
    ['stsb', 'stsb', '{}', 2, 2],
    ['mrpc', 'mrpc', '{not_equivalent,equivalent}', 2, 1],
    ['test', 'rte', '{entailment,not_entailment}', 1, 1],
  ] as const) {
    await db.query(
      `INSERT INTO dataset (digest, task, split, name, labels, size, written, synthetic, complete) VALUES ($1, $2, 'DEV', 'dev', $3::text[], $4, $5, false, true)`,
      [digest, task, labels, size, written],
    );
  }
  await db.query(
    `INSERT INTO example (dataset_digest, index, key, texts, label) VALUES ('rte', 0, 'a', '{a}', 1), ('rte', 1, 'b', '{b}', 0), ('rte', 2, 'c', '{c}', 1),
     ('rte', 3, 'd', '{d}', 1), ('stsb', 0, 'a', '{a}', 2.5), ('stsb', 1, 'b', '{b}', 4), ('mrpc', 0, 'a', '{a}', 1), ('test', 0, 'a', '{a}', NULL)`,
  );
  await fillKnowledgeBases();
  await fillEvaluations();
}

/** One with an index whose bytes were counted with it, and a variant of it without. */
async function fillKnowledgeBases(): Promise<void> {
  for (const id of [names.base, names.variant]) {
    await db.query(
      `INSERT INTO knowledge_base (id, name, teacher_id, dataset_digest, dimension, classes, input_digest, method, size, indexed)
       VALUES ($1, 'base', $2, 'rte', 2, 2, 'digest', $3, 1, $4)`,
      [id, names.teacher, id === names.base ? null : 'sample', id === names.base],
    );
    const partition = `knowledge_entry_${id.replaceAll('-', '')}`;
    await db.query(`CREATE TABLE ${partition} PARTITION OF knowledge_entry FOR VALUES IN ('${id}')`);
    await db.query(
      `INSERT INTO knowledge_entry (knowledge_base_id, index, example, embedding, soft_labels) VALUES ($1, 0, 0, '[1,0]', '{0.9,0.1}')`,
      [id],
    );
    if (id === names.base)
      await db.query(
        `CREATE INDEX ${partition}_hnsw ON ${partition} USING hnsw ((embedding::vector(2)) vector_ip_ops)`,
      );
    await db.query(
      `UPDATE knowledge_base SET bytes = pg_total_relation_size('${partition}'), sealed_at = now() WHERE id = $1`,
      [id],
    );
  }
}

type Score = [predictor: string, name: string, value: number];
async function fillEvaluations(): Promise<void> {
  const accuracy = (student: number, fused: number): Score[] => [
    ['STUDENT', 'accuracy', student],
    ['RETRIEVED', 'accuracy', 0.25],
    ['FUSED', 'accuracy', fused],
  ];
  const add = async (
    name: keyof typeof of,
    run: keyof typeof names,
    {
      dataset = 'rte',
      search = null,
      base = search && names.base,
      day = 25,
      gain = null,
    }: {
      dataset?: string;
      search?: 'EXACT' | 'HNSW' | null;
      base?: string | null;
      day?: number | null;
      gain?: [number, string] | null;
    },
    scores: Score[],
  ) => {
    await db.query(
      `INSERT INTO evaluation (id, run_id, dataset_digest, knowledge_base_id, k, temperature, beta, search, classes, input_digest, finished_at,
         gain_p_value, gain_test, student_p50, student_p95)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::search, 2, 'digest', $9::timestamptz, $10, $11, 1, 2)`,
      [
        of[name],
        names[run],
        dataset,
        base,
        search && 1,
        search && 1,
        search && 0.5,
        search,
        day && `2026-11-${day}`,
        gain?.[0] ?? null,
        gain?.[1] ?? null,
      ],
    );
    for (const [predictor, score, value] of scores) {
      await db.query(
        'INSERT INTO score (evaluation_id, predictor, name, value) VALUES ($1, $2::predictor, $3, $4)',
        [of[name], predictor, score, value],
      );
    }
  };
  await add('teacher', 'teacher', {}, [['STUDENT', 'accuracy', 0.75]]);
  await add('alone', 'reaugkd', { day: 27 }, [['STUDENT', 'accuracy', 0.5]]);
  await add('exact', 'reaugkd', { search: 'EXACT', gain: [0.5, 'mcnemar'] }, accuracy(0.5, 0.75));
  await add('hnsw', 'reaugkd', { search: 'HNSW', day: 28 }, accuracy(0.5, 0.8));
  await add(
    'variant',
    'reaugkd',
    { search: 'EXACT', base: names.variant, day: 29, gain: [1, 'mcnemar'] },
    accuracy(0.5, 0.9),
  );
  await add('kd', 'kd', { search: 'EXACT' }, accuracy(0.5, 0.75));
  await add('sum', 'sum', { search: 'EXACT' }, accuracy(0.5, 0.75));
  await add('external', 'external', { search: 'EXACT' }, accuracy(0.5, 0.75));
  await add('unfinished', 'kd', { dataset: 'test', day: null }, []);
  await add('constant', 'reaugkd', { dataset: 'stsb', search: 'EXACT', gain: [0.006, 'paired-bootstrap'] }, [
    ['STUDENT', 'pearson', 0.2],
    ['STUDENT', 'spearman', 0.3],
    ['FUSED', 'pearson', 0],
    ['FUSED', 'spearman', 0],
  ]);
  await add('mrpc', 'kd', { dataset: 'mrpc', search: 'EXACT', gain: [0.0074, 'paired-bootstrap'] }, [
    ['STUDENT', 'f1', 0.8],
    ['STUDENT', 'accuracy', 0],
    ['FUSED', 'f1', 0.8122],
    ['FUSED', 'accuracy', 0.6838],
  ]);
}

const storedValue = async (evaluation: string, predictor: string, name: string) =>
  (
    await db.query(
      'SELECT value FROM score WHERE evaluation_id = $1 AND predictor = $2::predictor AND name = $3',
      [evaluation, predictor, name],
    )
  )[0];
const gainOf = async (evaluation: string) =>
  (
    await db.query('SELECT gain_p_value AS p, gain_test AS test FROM evaluation WHERE id = $1', [evaluation])
  )[0];

test('a correlation that was recorded as exactly 0 is undefined, other scores of 0 are kept', async () => {
  expect(await storedValue(of.constant, 'FUSED', 'pearson')).toEqual({ value: null });
  expect(await storedValue(of.constant, 'FUSED', 'spearman')).toEqual({ value: null });
  expect(await storedValue(of.constant, 'STUDENT', 'pearson')).toEqual({ value: 0.2 });
  expect(await storedValue(of.mrpc, 'STUDENT', 'accuracy')).toEqual({ value: 0 });
});

test('a gain keeps its p-value only where that tested the figure that ranks now', async () => {
  expect(await gainOf(of.exact)).toEqual({ p: 0.5, test: 'mcnemar' });
  expect(await gainOf(of.constant)).toEqual({ p: null, test: null });
  expect(await gainOf(of.mrpc)).toEqual({ p: null, test: null });
});

test("a teacher's score is its own, not a student's", async () => {
  expect(await storedValue(of.teacher, 'TEACHER', 'accuracy')).toEqual({ value: 0.75 });
  expect(await storedValue(of.teacher, 'STUDENT', 'accuracy')).toBeUndefined();
});

test('bytes are divided into entries and index', async () => {
  const bases = await db.query<{ id: string; entries: number; index: number; whole: number }>(
    `SELECT id, entry_bytes::float8 AS entries, index_bytes::float8 AS index,
       pg_total_relation_size(to_regclass('knowledge_entry_' || replace(id::text, '-', '')))::float8 AS whole FROM knowledge_base ORDER BY id`,
  );
  const [base, variant] = bases;
  expect(base?.index).toBeGreaterThan(0);
  expect(variant?.index).toBe(0);
  for (const { entries, index, whole } of bases) expect(entries + index).toBe(whole);
  expect(base?.entries).toBe(variant?.entries);
});

test('labels are counted where every example is written and has one', async () => {
  const counts = await db.query(`SELECT digest, label_counts AS counts FROM dataset ORDER BY digest`);
  expect(counts).toEqual([
    { digest: 'mrpc', counts: null },
    { digest: 'rte', counts: [1, 3] },
    { digest: 'stsb', counts: null },
    { digest: 'test', counts: null },
  ]);
});

test('each run gets the result of the evaluation that counts, ranked by the predictor its objective is meant for', async () => {
  const results = await db.query(
    `SELECT evaluation_id AS id, dataset_digest AS dataset, score, predictor, alone, neighbors_only AS neighbors, fused
     FROM run_result ORDER BY evaluation_id, score`,
  );
  const accuracy = (id: string, predictor: string) => ({
    ...{ id, dataset: 'rte', score: 'accuracy', predictor },
    ...{ alone: 0.5, neighbors: 0.25, fused: 0.75 },
  });
  const two = (id: string, dataset: string, predictor: string, scores: [string, number, number | null][]) =>
    scores.map(([score, alone, fused]) => ({ id, dataset, score, predictor, alone, neighbors: null, fused }));
  expect(results).toEqual([
    { ...accuracy(of.teacher, 'TEACHER'), alone: 0.75, neighbors: null, fused: null },
    accuracy(of.exact, 'FUSED'),
    accuracy(of.kd, 'STUDENT'),
    ...two(of.constant, 'stsb', 'FUSED', [
      ['pearson', 0.2, null],
      ['spearman', 0.3, null],
    ]),
    ...two(of.mrpc, 'mrpc', 'STUDENT', [
      ['accuracy', 0, 0.6838],
      ['f1', 0.8, 0.8122],
    ]),
    accuracy(of.sum, 'FUSED'),
    accuracy(of.external, 'FUSED'),
  ]);
});
