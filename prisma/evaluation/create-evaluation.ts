import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type CreateEvaluation, createEvaluation as schema } from '@stillhouse/domain/record/evaluation.ts';
import type { Database, Queryable } from '../database/database.ts';
import { check } from '../input/check.ts';
import { checkClasses } from '../input/check-classes.ts';
import { checkMoment } from '../input/check-moment.ts';
import { digest } from '../input/digest.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';

const insert = `
  INSERT INTO evaluation (id, run_id, dataset_digest, knowledge_base_id, k, temperature, beta, search, ef_search, policy_chosen_on,
                          classes, dimension, input_digest, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8::search, $9, $10, $11, $12, $13, least($14::timestamptz, now()))
  ON CONFLICT (id) DO NOTHING RETURNING 1`;

/**
 * Begins an evaluation of a run on a dataset, now or at `createdAt`. The same again, at whatever time, changes nothing.
 *
 * @throws ExpectedError BAD_INPUT, also where the knowledge base does not fit; NOT_FOUND for run, dataset or knowledge base; INCOMPLETE
 * for a knowledge base that is not sealed; CONFLICT for an id that another evaluation has
 */
export async function createEvaluation(db: Database, input: CreateEvaluation): Promise<void> {
  const evaluation = parseInput(schema, input);
  const { id, run, dataset, knowledgeBase, policy } = evaluation;
  check(
    (policy === null) === (knowledgeBase === null),
    'a policy requires a knowledge base, and a knowledge base requires a policy',
    'knowledgeBase',
  );
  checkMoment(evaluation.createdAt, 'createdAt');
  const { createdAt, ...identity } = evaluation;
  const inputDigest = digest(identity);
  await db.transaction(async (tx) => {
    await touchRun(tx, run);
    const [predicted] = await tx.query<{ labels: string[] }>('SELECT labels FROM dataset WHERE digest = $1', [
      dataset,
    ]);
    checkClasses(evaluation.classes, mustExist(predicted, 'dataset', dataset, 'dataset').labels);
    if (knowledgeBase !== null) await checkKnowledgeBase(tx, knowledgeBase, evaluation);
    const inserted = await tx.query(insert, [
      id,
      run,
      dataset,
      knowledgeBase,
      policy?.k ?? null,
      policy?.temperature ?? null,
      policy?.beta ?? null,
      policy?.search ?? null,
      policy?.efSearch ?? null,
      evaluation.policyChosenOn,
      evaluation.classes,
      evaluation.dimension,
      inputDigest,
      createdAt ?? null,
    ]);
    if (inserted.length > 0) return;
    const [there] = await tx.query<{ digest: string }>(
      'SELECT input_digest AS digest FROM evaluation WHERE id = $1',
      [id],
    );
    if (there?.digest === inputDigest) return;
    throw new ExpectedError('CONFLICT', `Another evaluation already has the id ${id}.`, ['id']);
  });
}

interface Fit {
  dimension: number;
  classes: number;
  sealed: boolean;
}

async function checkKnowledgeBase(
  tx: Queryable,
  id: string,
  { classes, dimension }: CreateEvaluation,
): Promise<void> {
  const [row] = await tx.query<Fit>(
    'SELECT dimension, classes, sealed_at IS NOT NULL AS sealed FROM knowledge_base WHERE id = $1',
    [id],
  );
  const knowledgeBase = mustExist(row, 'knowledge base', id, 'knowledgeBase');
  if (!knowledgeBase.sealed) {
    throw new ExpectedError('INCOMPLETE', `The knowledge base ${id} is not sealed yet.`, ['knowledgeBase']);
  }
  check(
    classes === knowledgeBase.classes,
    `the knowledge base has ${knowledgeBase.classes} classes, the evaluation ${classes}`,
    'classes',
  );
  check(
    dimension === null || dimension === knowledgeBase.dimension,
    `the knowledge base has vectors of ${knowledgeBase.dimension} elements, the evaluation of ${dimension}`,
    'dimension',
  );
}
