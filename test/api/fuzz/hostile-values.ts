import type { Random } from '@stillhouse/domain/random/random.ts';
import { RawText } from './written-value.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Text that Postgres cannot compress to fit into a page of an index. */
export function incompressible(length: number, random: Random): string {
  return Array.from({ length }, () => letters[random.below(letters.length)]).join('');
}

const nested = (depth: number, open: string, close: string) =>
  new RawText(`${open.repeat(depth)}1${close.repeat(depth)}`);

/** Values that some part of an API has taken badly before, whatever the type that is asked for. */
export function hostileValues(random: Random): unknown[] {
  return [
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 31,
    -(2 ** 31) - 1,
    1e308,
    5e-324,
    new RawText('9007199254740993'),
    new RawText('-9223372036854775809'),
    new RawText('1e999'),
    new RawText('-0'),
    '',
    ' ',
    'NaN',
    '-Infinity',
    'a\0b',
    '\ud83d',
    '%_\\',
    "'; DROP TABLE run; --",
    '2026-02-30T25:61:00Z',
    '0000-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '99999999999999999999',
    'UnVuOng=',
    '../../etc/passwd',
    incompressible(9000, random),
    [],
    [null],
    [[[]]],
    ['', '\0'],
    {},
    { a: null },
    new RawText('{"__proto__":{"polluted":1}}', '{__proto__:{polluted:1}}'),
    new RawText('{"constructor":{"prototype":1}}', '{constructor:{prototype:1}}'),
    nested(40, '[', ']'),
    nested(3000, '[', ']'),
    new RawText(`${'{"not":'.repeat(40)}null${'}'.repeat(40)}`, `${'{not:'.repeat(40)}null${'}'.repeat(40)}`),
    new RawText(
      `${'{"not":'.repeat(5000)}null${'}'.repeat(5000)}`,
      `${'{not:'.repeat(5000)}null${'}'.repeat(5000)}`,
    ),
    new RawText('NOT_A_MEMBER_OF_ANY_ENUM_AND_NO_JSON', 'NOT_A_MEMBER_OF_ANY_ENUM'),
    new RawText('"NOT_A_MEMBER_OF_ANY_ENUM"', 'NOT_A_MEMBER_OF_ANY_ENUM'),
  ];
}
