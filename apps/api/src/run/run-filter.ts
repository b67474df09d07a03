import type { RunWhereInput } from '@stillhouse/prisma/generated/models/Run.ts';
import { builder } from '../graphql/builder.ts';
import { RunKind, RunStatus } from './run-enums.ts';

const StatusFilter = builder.inputType('RunStatusFilter', {
  description: 'Which statuses; what is given must all hold.',
  fields: (t) => ({
    eq: t.field({ type: RunStatus, description: 'This one.' }),
    in: t.field({ type: [RunStatus], description: 'One of these.' }),
  }),
});

const KindFilter = builder.inputType('RunKindFilter', {
  description: 'Which kinds; what is given must all hold.',
  fields: (t) => ({
    eq: t.field({ type: RunKind, description: 'This one.' }),
    in: t.field({ type: [RunKind], description: 'One of these.' }),
  }),
});

const StringFilter = builder.inputType('StringFilter', {
  description: 'Which texts; what is given must all hold.',
  fields: (t) => ({
    eq: t.string({ description: 'This one.' }),
    in: t.stringList({ description: 'One of these.' }),
    contains: t.string({ description: 'Has this somewhere in it, in upper or lower case.' }),
  }),
});

const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'Which moments; what is given must all hold.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'Then or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Before then.' }),
  }),
});

export interface RunFilterInput {
  and?: RunFilterInput[] | null | undefined;
  or?: RunFilterInput[] | null | undefined;
  not?: RunFilterInput | null | undefined;
  status?: typeof StatusFilter.$inferInput | null | undefined;
  kind?: typeof KindFilter.$inferInput | null | undefined;
  task?: TextFilter | null | undefined;
  name?: TextFilter | null | undefined;
  tag?: TextFilter | null | undefined;
  objective?: TextFilter | null | undefined;
  createdAt?: typeof DateTimeFilter.$inferInput | null | undefined;
}
type TextFilter = typeof StringFilter.$inferInput;

export const RunFilter = builder.inputRef<RunFilterInput>('RunFilter').implement({
  description: 'Which runs; what is given must all hold.',
  fields: (t) => ({
    and: t.field({ type: [RunFilter], description: 'All of these hold.' }),
    or: t.field({ type: [RunFilter], description: 'At least one of these holds.' }),
    not: t.field({ type: RunFilter, description: 'This does not hold.' }),
    status: t.field({ type: StatusFilter, description: 'By status.' }),
    kind: t.field({ type: KindFilter, description: 'By kind.' }),
    task: t.field({ type: StringFilter, description: 'By the id of the task.' }),
    name: t.field({ type: StringFilter, description: 'By name.' }),
    tag: t.field({ type: StringFilter, description: 'By tags: at least one of the run’s tags is such.' }),
    objective: t.field({ type: StringFilter, description: 'By the name of the recipe’s objective.' }),
    createdAt: t.field({ type: DateTimeFilter, description: 'By the moment it was recorded.' }),
  }),
});

/** The tags, among those in use, that have a text in them; Prisma cannot look into the elements of an array. */
export type TagsContaining = (text: string) => Promise<string[]>;

/** The filter as Prisma takes it. */
export async function runWhere(
  filter: RunFilterInput | null | undefined,
  tagsContaining: TagsContaining,
): Promise<RunWhereInput> {
  if (!filter) return {};
  const all = (filters: readonly RunFilterInput[]) =>
    Promise.all(filters.map((one) => runWhere(one, tagsContaining)));
  const { and, or, not, status, kind, task, name, tag, objective, createdAt } = filter;
  const conditions: RunWhereInput[] = [];
  if (and) conditions.push({ AND: await all(and) });
  if (or) conditions.push({ OR: await all(or) });
  if (not) conditions.push({ NOT: await runWhere(not, tagsContaining) });
  if (status) conditions.push({ status: given(status) });
  if (kind) conditions.push({ kind: given(kind) });
  if (task) conditions.push({ task: textWhere(task) });
  if (name) conditions.push({ name: textWhere(name) });
  if (objective) conditions.push({ recipe: { objective: textWhere(objective) } });
  if (createdAt) conditions.push({ createdAt: given(createdAt) });
  if (tag) conditions.push(...(await tagWhere(tag, tagsContaining)));
  return { AND: conditions };
}

async function tagWhere(tag: TextFilter, tagsContaining: TagsContaining): Promise<RunWhereInput[]> {
  const conditions: RunWhereInput[] = [];
  if (tag.eq != null) conditions.push({ tags: { has: tag.eq } });
  if (tag.in) conditions.push({ tags: { hasSome: tag.in } });
  if (tag.contains) conditions.push({ tags: { hasSome: await tagsContaining(tag.contains) } });
  return conditions;
}

function textWhere({ eq, in: any, contains }: TextFilter) {
  return {
    ...(eq != null && { equals: eq }),
    ...(any && { in: any }),
    ...(contains && { contains: likeLiterally(contains), mode: 'insensitive' as const }),
  };
}

/** The members that are neither null nor left out, `eq` under Prisma's name. */
function given<Filter extends object>(filter: Filter) {
  const entries = Object.entries(filter).filter(([, value]) => value != null);
  return Object.fromEntries(entries.map(([name, value]) => [name === 'eq' ? 'equals' : name, value])) as {
    [Name in keyof Filter as Name extends 'eq' ? 'equals' : Name]?: NonNullable<Filter[Name]>;
  };
}

/** Prisma hands the text to LIKE, whose signs are to stand for themselves. */
function likeLiterally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
