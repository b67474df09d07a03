import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Prisma } from '@stillhouse/prisma/generated/client.ts';
import { tagsContaining } from '@stillhouse/prisma/run/tags-containing.ts';
import { builder } from '../schema/builder.ts';
import { RunKindRef, RunStatusRef } from './run-ref.ts';

const RunStatusFilter = builder.inputType('RunStatusFilter', {
  description: 'A condition on a status.',
  fields: (t) => ({
    eq: t.field({ type: RunStatusRef, description: 'Equal to this value.' }),
    in: t.field({ type: [RunStatusRef], description: 'Equal to one of these values.' }),
  }),
});

const RunKindFilter = builder.inputType('RunKindFilter', {
  description: 'A condition on a kind of run.',
  fields: (t) => ({
    eq: t.field({ type: RunKindRef, description: 'Equal to this value.' }),
    in: t.field({ type: [RunKindRef], description: 'Equal to one of these values.' }),
  }),
});

export const StringFilter = builder.inputType('StringFilter', {
  description: 'Conditions on a string, combined with AND.',
  fields: (t) => ({
    eq: t.string({ description: 'Equal to this value.' }),
    in: t.stringList({ description: 'Equal to one of these values.' }),
    contains: t.string({ description: 'Contains this substring, ignoring case.' }),
  }),
});

const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'A time range.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this time.' }),
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
  description: 'Conditions on runs, combined with AND.',
  fields: (t) => ({
    and: t.field({ type: [RunFilter], description: 'All of these conditions are met.' }),
    or: t.field({ type: [RunFilter], description: 'At least one of these conditions is met.' }),
    not: t.field({ type: RunFilter, description: 'This condition is not met.' }),
    status: t.field({ type: RunStatusFilter, description: 'Status of the run.' }),
    kind: t.field({ type: RunKindFilter, description: 'Kind of the run.' }),
    task: t.field({ type: StringFilter, description: 'Id of the run’s task.' }),
    name: t.field({ type: StringFilter, description: 'Name of the run.' }),
    tag: t.field({ type: StringFilter, description: 'At least one tag of the run meets this condition.' }),
    objective: t.field({ type: StringFilter, description: 'Name of the distillation objective.' }),
    createdAt: t.field({ type: DateTimeFilter, description: 'When the run was recorded.' }),
  }),
});

const deepest = 5;

/** Most values of one filter, in all its lists and conditions: each is a parameter of the statement. */
const mostValues = 1000;

/** Holds of no run. */
const none: Prisma.RunWhereInput = { id: { in: [] } };

/**
 * Prisma's condition for a filter. It is never unknown, as SQL has it of a missing value, so that `not` finds the runs without one.
 *
 * @throws ExpectedError BAD_INPUT for filters nested deeper than five
 */
export async function whereOf(
  db: Database,
  filter: RunFilterInput | null | undefined,
  depth = 0,
): Promise<Prisma.RunWhereInput> {
  if (!filter) return {};
  if (depth === 0 && valuesIn(filter) > mostValues)
    throw new ExpectedError('BAD_INPUT', `A filter can have at most ${mostValues} values.`, ['filter']);
  if (depth > deepest)
    throw new ExpectedError('BAD_INPUT', `Filters can be nested at most ${deepest} levels deep.`, ['filter']);
  const inner = (nested: readonly RunFilterInput[]) =>
    Promise.all(nested.map((one) => whereOf(db, one, depth + 1)));
  const conditions: Prisma.RunWhereInput[] = [];
  if (filter.and) conditions.push({ AND: await inner(filter.and) });
  if (filter.or) conditions.push(filter.or.length > 0 ? { OR: await inner(filter.or) } : none);
  if (filter.not) conditions.push({ NOT: await inner([filter.not]) });
  if (filter.status) conditions.push(...oneOf('status', filter.status));
  if (filter.kind) conditions.push(...oneOf('kind', filter.kind));
  if (filter.task) conditions.push({ AND: [{ task: { not: null } }, { task: text(filter.task) }] });
  if (filter.name) conditions.push({ name: text(filter.name) });
  if (filter.objective) {
    const objective = text(filter.objective);
    conditions.push({ recipe: { AND: [{ objective: { not: null } }, { objective }] } });
  }
  if (filter.tag) conditions.push(...(await tagged(db, filter.tag)));
  if (filter.createdAt) conditions.push({ createdAt: present(filter.createdAt) });
  return { AND: conditions };
}

function valuesIn(part: unknown): number {
  if (part === null || typeof part !== 'object') return 1;
  return Object.values(part).reduce<number>((sum, inner) => sum + valuesIn(inner), 0);
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
    // What is looked for stands for itself: Prisma hands it to LIKE, where % and _ are wildcards.
    ...(contains != null && {
      contains: contains.replaceAll(/[\\%_]/g, '\\$&'),
      mode: 'insensitive' as const,
    }),
  };
}

async function tagged(db: Database, { eq, in: among, contains }: Text): Promise<Prisma.RunWhereInput[]> {
  const conditions: Prisma.RunWhereInput[] = [];
  if (eq != null) conditions.push({ tags: { has: eq } });
  if (among) conditions.push({ tags: { hasSome: among } });
  if (contains != null) conditions.push({ tags: { hasSome: await tagsContaining(db, contains) } });
  return conditions;
}

function present({ gte, lt }: typeof DateTimeFilter.$inferInput): Prisma.DateTimeFilter {
  return { ...(gte && { gte }), ...(lt && { lt }) };
}
