import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import { BinaryRows } from '../database/binary-rows.ts';
import type { Database } from '../database/database.ts';
import { type Batch, isWritten, writeOnce } from '../database/write-once.ts';
import { check, checkColumn, checkFinite, checkRange } from '../input/check.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';
import { type LockedKnowledgeBase, lockKnowledgeBase } from './lock-knowledge-base.ts';
import { keyColumn, partitionOf } from './partition.ts';

/**
 * Writes consecutive entries of a knowledge base that is not sealed. The same again changes nothing, even after it was sealed.
 *
 * @returns how many were not there before
 * @throws ExpectedError BAD_INPUT; NOT_FOUND; CONFLICT where an entry is there with other content; IMMUTABLE once sealed
 */
export async function writeEntries(db: Database, batch: KnowledgeEntryBatch): Promise<number> {
  const id = parseInput(uuid, batch.knowledgeBase);
  checkBatch(batch);
  return db.transaction(async (tx) => {
    const knowledgeBase = await lockKnowledgeBase(tx, id);
    checkAgainst(batch, knowledgeBase);
    const rows = toRows(batch, knowledgeBase);
    if (knowledgeBase.sealedAt) {
      if (await isWritten(tx, rows)) return 0;
      throw new ExpectedError(
        'IMMUTABLE',
        `The knowledge base ${id} is sealed and accepts no further entries.`,
        ['knowledgeBase'],
      );
    }
    const written = await writeOnce(tx, rows);
    await tx.query('UPDATE knowledge_base SET size = size + $2 WHERE id = $1', [id, written]);
    await touchRun(tx, knowledgeBase.teacher);
    return written;
  });
}

function checkBatch({
  start,
  count,
  dimension,
  classes,
  embeddings,
  softLabels,
  examples,
  members,
}: KnowledgeEntryBatch): void {
  checkRange(start, count, null);
  checkColumn('embeddings', embeddings, count, dimension);
  checkColumn('softLabels', softLabels, count, classes);
  checkColumn('examples', examples, count, 1);
  if (members) checkColumn('members', members, count, 1);
  checkFinite('embeddings', embeddings, start, dimension);
  checkFinite('softLabels', softLabels, start, classes);
}

function checkAgainst(batch: KnowledgeEntryBatch, knowledgeBase: LockedKnowledgeBase): void {
  for (const name of ['dimension', 'classes'] as const) {
    check(
      batch[name] === knowledgeBase[name],
      `the knowledge base has ${name} ${knowledgeBase[name]}, but these entries have ${batch[name]}`,
      name,
    );
  }
  const lone = batch.members?.find((members) => members < 1);
  check(lone === undefined, `an entry must represent at least one example, not ${lone}`, 'members');
  const stray = batch.examples.find((example) => example < -1 || example >= knowledgeBase.examples);
  check(
    stray === undefined,
    `example ${stray} does not exist: the dataset has ${knowledgeBase.examples} examples`,
    'examples',
  );
}

function toRows(batch: KnowledgeEntryBatch, { storage }: LockedKnowledgeBase): Batch {
  const { knowledgeBase, start, count, dimension, classes, embeddings, softLabels, examples, members } =
    batch;
  const rows = new BinaryRows();
  for (let i = 0; i < count; i++) {
    rows
      .row(6)
      .uuid(knowledgeBase)
      .int32(start + i)
      .int32(members?.[i] ?? 1);
    const example = examples[i] as number;
    if (example < 0) rows.null();
    else rows.int32(example);
    const key = embeddings.subarray(i * dimension, (i + 1) * dimension);
    if (storage === 'HALFVEC') rows.halfvec(key);
    else rows.vector(key);
    rows.floats(softLabels.subarray(i * classes, (i + 1) * classes));
  }
  return {
    table: partitionOf(knowledgeBase),
    owner: ['knowledge_base_id', knowledgeBase],
    columns: ['knowledge_base_id', 'index', 'members', 'example', keyColumn(storage), 'soft_labels'],
    start,
    count,
    rows: rows.finish(),
    what: 'entry',
  };
}
