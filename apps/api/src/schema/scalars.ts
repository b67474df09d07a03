import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { jsonLiteral } from '../json/json-literal.ts';
import { builder } from './builder.ts';
import { parseDateTime } from './date-time.ts';

builder.scalarType('BigInt', {
  description:
    'An integer that may exceed 32 bits. Serialized as a JSON number below 2⁵³ (where it is exact), otherwise as a string.',
  serialize: (value) => {
    const whole = BigInt(value as bigint | number);
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole.toString();
  },
  parseValue: wholeNumber,
  // As text: a number of JavaScript would round it.
  parseLiteral: (node: ValueNode) =>
    wholeNumber(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : undefined),
});

builder.scalarType('DateTime', {
  description:
    'An ISO 8601 timestamp with an offset: `2026-01-31T12:00:00.000Z`. Returned in UTC with milliseconds.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => {
    const moment = typeof value === 'string' ? parseDateTime(value) : null;
    if (moment) return moment;
    throw new GraphQLError(
      'A DateTime must be an ISO 8601 string with an offset, such as 2026-01-31T12:00:00.000Z.',
    );
  },
});

builder.scalarType('JSON', {
  description:
    'Any JSON value, such as a recipe with fields of the user’s own, or a metric value that JSON has no number for. Nested at most 64 deep, ' +
    'without members named `__proto__`; integers beyond 2⁵³ are sent as strings.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: jsonLiteral,
});

/** Most digits of a BigInt: Postgres keeps 64 bits. */
const mostDigits = 19;

function wholeNumber(value: unknown): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d+$/.test(value) && value.length <= mostDigits + 1)
    return BigInt(value);
  throw new GraphQLError(`A BigInt must be a whole number, or a string of at most ${mostDigits} digits.`);
}
