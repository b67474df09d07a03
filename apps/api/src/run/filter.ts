import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Prisma } from '@stillhouse/prisma/generated/client.ts';
import { builder } from '../schema/builder.ts';
import { RunKindRef, RunStatusRef } from './run-ref.ts';

const RunStatusFilter = builder.inputType('RunStatusFilter', {
  description: 'A condition on a status.',
  fields: (t) => ({
    eq: t.field({ type: RunStatusRef, description: 'It is this one.' }),
    in: t.field({ type: [RunStatusRef], description: 'It is one of these.' }),
  }),
});

const RunKindFilter = builder.inputType('RunKindFilter', {
  description: 'A condition on a kind.',
  fields: (t) => ({
    eq: t.field({ type: RunKindRef, description: 'It is this one.' }),
    in: t.field({ type: [RunKindRef], description: 'It is one of these.' }),
  }),
});

export const StringFilter = builder.inputType('StringFilter', {
  description: 'A condition on a text; all that are given must hold.',
  fields: (t) => ({
    eq: t.string({ description: 'It is this one.' }),
    in: t.stringList({ description: 'It is one of these.' }),
    contains: t.string({ description: 'It contains this, in upper or lower case.' }),
  }),
});

const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'A span of time.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'Then or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Earlier than then.' }),
  }),
});

type Text = typeof StringFilter.$inferInput;

export interface RunFilterInput {
  and?: RunFilterInput[] | null | undefined;
  or?: RunFilterInput[] | null | undefined;
  not?: RunFilterInput | null | undefined;
  status?: typeof RunStatusFilter.$inferInput | null | undefined;
  kind?: typeof RunKindFilter.$inferInput | null | undefined;
  task?: Text | null | undefined;
  name?: Text | null | undefined;
  tag?: Text | null | undefined;
  objective?: Text | null | undefined;
  createdAt?: typeof DateTimeFilter.$inferInput | null | undefined;
}

export const RunFilter = builder.inputRef<RunFilterInput>('RunFilter');
RunFilter.implement({
  description: 'Conditions on runs; all that are given must hold.',
  fields: (t) => ({
    and: t.field({ type: [RunFilter], description: 'All of these hold.' }),
    or: t.field({ type: [RunFilter], description: 'One of these holds.' }),
    not: t.field({ type: RunFilter, description: 'This does not hold.' }),
    status: t.field({ type: RunStatusFilter, description: 'How it stands.' }),
    kind: t.field({ type: RunKindFilter, description: 'What was executed.' }),
    task: t.field({ type: StringFilter, description: 'Id of its task.' }),
    name: t.field({ type: StringFilter, description: 'What it is called.' }),
    tag: t.field({ type: StringFilter, description: 'It has such a tag; `contains` is not to be had here.' }),
    objective: t.field({ type: StringFilter, description: 'What the student was asked for.' }),
    createdAt: t.field({ type: DateTimeFilter, description: 'When it was recorded.' }),
  }),
});

const deepest = 5;

/** Prisma's condition for a filter. @throws ExpectedError BAD_INPUT for filters nested deeper than five */
export function whereOf(filter: RunFilterInput | null | undefined, depth = 0): Prisma.RunWhereInput {
  if (!filter) return {};
  if (depth > deepest)
    throw new ExpectedError('BAD_INPUT', `Filters nest at most ${deepest} deep.`, ['filter']);
  const inner = (nested: RunFilterInput) => whereOf(nested, depth + 1);
  const conditions: Prisma.RunWhereInput[] = [];
  if (filter.and) conditions.push({ AND: filter.and.map(inner) });
  if (filter.or) conditions.push({ OR: filter.or.map(inner) });
  if (filter.not) conditions.push({ NOT: inner(filter.not) });
  if (filter.status) conditions.push(...oneOf('status', filter.status));
  if (filter.kind) conditions.push(...oneOf('kind', filter.kind));
  if (filter.task) conditions.push({ task: text(filter.task) });
  if (filter.name) conditions.push({ name: text(filter.name) });
  if (filter.objective) conditions.push({ recipe: { objective: text(filter.objective) } });
  if (filter.tag) conditions.push(...tagged(filter.tag));
  if (filter.createdAt) conditions.push({ createdAt: present(filter.createdAt) });
  return { AND: conditions };
}

function oneOf<Value>(
  name: 'status' | 'kind',
  filter: { eq?: Value | null | undefined; in?: Value[] | null | undefined },
): Prisma.RunWhereInput[] {
  const conditions: Prisma.RunWhereInput[] = [];
  if (filter.eq != null) conditions.push({ [name]: filter.eq });
  if (filter.in) conditions.push({ [name]: { in: filter.in } });
  return conditions;
}

function text(filter: Text): Prisma.StringFilter {
  const { eq, in: among, contains } = filter;
  return {
    ...(eq != null && { equals: eq }),
    ...(among && { in: among }),
    ...(contains != null && { contains, mode: 'insensitive' as const }),
  };
}

function tagged({ eq, in: among, contains }: Text): Prisma.RunWhereInput[] {
  if (contains != null) {
    throw new ExpectedError('BAD_INPUT', 'A tag is compared as a whole: use eq or in.', [
      'filter',
      'tag',
      'contains',
    ]);
  }
  const conditions: Prisma.RunWhereInput[] = [];
  if (eq != null) conditions.push({ tags: { has: eq } });
  if (among) conditions.push({ tags: { hasSome: among } });
  return conditions;
}

function present({ gte, lt }: typeof DateTimeFilter.$inferInput): Prisma.DateTimeFilter {
  return { ...(gte && { gte }), ...(lt && { lt }) };
}
