import { readFileSync } from 'node:fs';
import { schema } from '@stillhouse/api/schema/schema.ts';
import {
  type GraphQLArgument,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';
import { expect, test } from 'vitest';

const file = new URL('../../apps/api/schema.graphql', import.meta.url);

test('schema.graphql is what the code says', () => {
  expect(readFileSync(file, 'utf8').trim()).toBe(printSchema(lexicographicSortSchema(schema)).trim());
});

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});

test('every type, field, argument and enum value has a description', () => {
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    if (!type.description) bare.push(type.name);
    if (isEnumType(type)) {
      bare.push(
        ...type
          .getValues()
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${name}`),
      );
    }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
      const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
      bare.push(
        ...args
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${field.name}(${name})`),
      );
    }
  }
  expect(bare).toEqual([]);
});

test('every list that can grow is a connection whose first is required', () => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!String(field.type).replace('!', '').endsWith('Connection')) continue;
      const first = field.args.find(({ name }) => name === 'first');
      expect(String(first?.type), `${type.name}.${field.name}`).toBe('Int!');
    }
  }
});
