import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Codes with which Postgres refuses a value that it was given, whatever the statement. */
const refusals = new Set([
  '22003', // numeric_value_out_of_range
  '22008', // datetime_field_overflow
  '22021', // character_not_in_repertoire: NUL
  '22P05', // untranslatable_character: \u0000 in jsonb
]);

const diskFull = '53100';
/** Codes with which Postgres refuses a value as too large: a text in an index, JSON nested too deep. */
const excesses = new Set([
  '54000', // program_limit_exceeded
  '54001', // statement_too_complex: its stack would overflow
]);

interface PostgresFailure {
  code?: string;
  message?: string;
}

/**
 * What to report of a statement that failed because Postgres does not take a value in it, such as a text with a NUL character or a moment
 * before its calendar (BAD_INPUT), or because its disk is full (STORAGE_FULL); null for any other failure.
 *
 * @param error as pg throws it, or Prisma with what its adapter was told
 */
export function refusedValue(error: unknown): ExpectedError | null {
  const { meta } = (error ?? {}) as { meta?: { driverAdapterError?: { cause?: PostgresFailure } } };
  const { code, message } = meta?.driverAdapterError?.cause ?? ((error ?? {}) as PostgresFailure);
  if (code === diskFull) {
    return new ExpectedError(
      'STORAGE_FULL',
      `The disk of the database is full, nothing was written (${message}). Free some space and try again; reads still work.`,
    );
  }
  if (code === undefined) return null;
  if (excesses.has(code))
    return new ExpectedError(
      'TOO_LARGE',
      `The input has a value that is too large for the database: ${message}.`,
    );
  if (!refusals.has(code)) return null;
  return new ExpectedError('BAD_INPUT', `The database rejected a value of the input: ${message}.`);
}
