import { randomUUID } from 'node:crypto';
import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { EnumName } from './written-value.ts';

/** Things that are in the database, by the name of the argument or field that asks for one. */
export type Facts = Readonly<Record<string, unknown>>;

const byScalar: Readonly<Record<string, () => unknown>> = {
  ID: () => randomUUID(),
  String: () => 'accuracy',
  Int: () => 2,
  Float: () => 0.5,
  Boolean: () => true,
  BigInt: () => 1234,
  DateTime: () => new Date().toISOString(),
  JSON: () => 0.5,
};

/** A value that a type takes, with every field of its input objects: three levels deep, below which what may be left out is. */
export function validValue(type: GraphQLInputType, name: string, facts: Facts, depth = 0): unknown {
  const nullable = getNullableType(type);
  if (Object.hasOwn(facts, name) && !isInputObjectType(nullable)) return facts[name];
  if (isListType(nullable)) return [validValue(nullable.ofType, name, facts, depth)];
  if (isEnumType(nullable)) return new EnumName(nullable.getValues()[0]!.name);
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields()).filter(
      (field) => depth < 3 || isNonNullType(field.type),
    );
    return Object.fromEntries(
      (nullable.isOneOf ? fields.slice(0, 1) : fields)
        .filter(({ name: field }) => !['and', 'or', 'not'].includes(field))
        .map((field) => [field.name, validValue(field.type, field.name, facts, depth + 1)]),
    );
  }
  return byScalar[(nullable as { name: string }).name]?.() ?? null;
}

/** Every place in a value: the whole, and each member and element of it. */
export function placesIn(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  const inner =
    value === null || typeof value !== 'object' || value instanceof EnumName
      ? []
      : Object.entries(value).flatMap(([key, member]) =>
          placesIn(member, [...path, Array.isArray(value) ? Number(key) : key]),
        );
  return [[...path], ...inner];
}

/** The value with another one in a place. */
export function withValueAt(value: unknown, path: readonly (string | number)[], other: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((element, i) => (i === key ? withValueAt(element, rest, other) : element));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withValueAt(object[key], rest, other) };
}
