import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';

builder.scalarType('BigInt', {
  description:
    'A whole number that may be larger than 2³¹, as a JSON number while it is exact as such (below 2⁵³), else as a string.',
  serialize: (value) => {
    const whole = BigInt(value as bigint | number);
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole.toString();
  },
  parseValue: (value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
    throw new GraphQLError('A BigInt is a whole number, or a string of digits.');
  },
});

builder.scalarType('DateTime', {
  description: 'A moment in UTC, ISO 8601 with milliseconds: `2026-01-31T12:00:00.000Z`.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => {
    const date = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(date.getTime())) throw new GraphQLError('A DateTime is an ISO 8601 string.');
    return date;
  },
});

builder.scalarType('JSON', {
  description:
    'Any JSON value: a recipe, whose fields are the user’s own, or a metric value that JSON has no number for.',
  serialize: (value) => value,
  parseValue: (value) => value,
});
