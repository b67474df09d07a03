import pg from 'pg';

const int8 = 20;

type TypeParsers = Pick<typeof pg.types, 'getTypeParser'>;

/** How columns become JavaScript values: as pg reads them, but bigint as a number; none of ours leaves the safe integers. */
export const typeParsers: TypeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8
      ? safeInteger
      : pg.types.getTypeParser(oid, format as 'text')) as TypeParsers['getTypeParser'],
};

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${text} is too large to be represented exactly as a number.`);
  return value;
}
