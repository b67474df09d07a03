import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Transaction } from './database.ts';

export interface Batch {
  table: string;
  /** Column and value of what the rows belong to; with `index` it is their key. */
  owner: readonly [column: string, id: string];
  /** All columns, owner and index among them, in the order of `rows`. */
  columns: readonly string[];
  start: number;
  count: number;
  rows: Buffer;
  /** What a row is called in messages: `entry`. */
  what: string;
}

/**
 * Writes a batch of rows start … start + count − 1 once: rows that are there already are compared instead. The caller holds a lock on the
 * owner's row, so that nobody writes the same rows meanwhile.
 *
 * @returns how many rows were not there before
 * @throws ExpectedError CONFLICT where a row is there with other content
 */
export async function writeOnce(tx: Transaction, batch: Batch): Promise<number> {
  const { table, columns, count } = batch;
  const present = await countPresent(tx, batch);
  if (present === 0) {
    await tx.copy(`${table} (${columns.map(quoted).join(', ')})`, batch.rows);
    return count;
  }
  const names = columns.map(quoted).join(', ');
  await tx.query('DROP TABLE IF EXISTS pg_temp.incoming');
  await tx.query(`CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT ${names} FROM ${table} WHERE false`);
  await tx.copy(`pg_temp.incoming (${names})`, batch.rows);
  await refuseDifferences(tx, batch);
  if (present < count) {
    await tx.query(
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM pg_temp.incoming ON CONFLICT DO NOTHING`,
    );
  }
  return count - present;
}

/** Compares a batch with what is there and writes nothing. @returns whether every row is there with the same content */
export async function isWritten(tx: Transaction, batch: Batch): Promise<boolean> {
  if ((await countPresent(tx, batch)) !== batch.count) return false;
  try {
    return (await writeOnce(tx, batch)) === 0;
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'CONFLICT') return false;
    throw error;
  }
}

async function countPresent(tx: Transaction, { table, owner, start, count }: Batch): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*) AS count FROM ${table} WHERE ${quoted(owner[0])} = $1 AND "index" BETWEEN $2 AND $3`,
    [owner[1], start, start + count - 1],
  );
  return row?.count ?? 0;
}

async function refuseDifferences(tx: Transaction, { table, owner, columns, what }: Batch): Promise<void> {
  const compared = columns.filter((column) => column !== owner[0] && column !== 'index');
  const rowOf = (alias: string) => `(${compared.map((column) => `${alias}.${quoted(column)}`).join(', ')})`;
  const [first] = await tx.query<{ index: number }>(
    `SELECT "index" FROM ${table} AS there JOIN pg_temp.incoming USING (${quoted(owner[0])}, "index")
     WHERE there.${quoted(owner[0])} = $1 AND ${rowOf('there')} IS DISTINCT FROM ${rowOf('incoming')}
     ORDER BY "index" LIMIT 1`,
    [owner[1]],
  );
  if (!first) return;
  throw new ExpectedError('CONFLICT', `The ${what} ${first.index} already exists with other content.`, [
    String(first.index),
  ]);
}

function quoted(name: string): string {
  return `"${name}"`;
}
