import { runStatuses } from '@stillhouse/domain/run/run.ts';
import type { RunModel, RunOrderByWithRelationInput, RunWhereInput } from '@stillhouse/prisma/generated/models/Run.ts';
import { z } from 'zod';
import { builder } from '../graphql/builder.ts';

export const RunOrderBy = builder.enumType('RunOrderBy', {
  description: 'What runs can be ordered by; runs without such a value stand last.',
  values: {
    CREATED_AT: { description: 'The moment it was recorded.' },
    NAME: { description: 'Its name.' },
    STATUS: { description: 'Its status, in the order of the enum.' },
    TASK: { description: 'The id of its task.' },
    SEED: { description: 'Its seed.' },
  } as const,
});

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end comes first.',
  values: {
    ASC: { description: 'The smallest, earliest or first in the alphabet.' },
    DESC: { description: 'The greatest, latest or last in the alphabet.' },
  } as const,
});

export const RunOrder = builder.inputType('RunOrder', {
  description: 'One term of an order.',
  fields: (t) => ({
    by: t.field({ type: RunOrderBy, required: true, description: 'What to order by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which end comes first.' }),
  }),
});

export type RunOrderTerm = typeof RunOrder.$inferInput;

type Beyond = 'gt' | 'lt';

interface Column {
  value: (run: RunModel) => string | number | null;
  schema: z.ZodType<string | number | null>;
  sort: (direction: 'asc' | 'desc') => RunOrderByWithRelationInput;
  is: (value: never) => RunWhereInput;
  beyond: (value: never, beyond: Beyond) => RunWhereInput;
}

/** Types a column by its value; null is ordered last, whatever the direction. */
function column<Value extends string | number>(parts: {
  value: (run: RunModel) => Value | null;
  schema: z.ZodType<Value>;
  sort: Column['sort'];
  is: (value: Value | null) => RunWhereInput;
  beyond: (value: Value, beyond: Beyond) => RunWhereInput;
  nullable?: boolean;
}): Column {
  const { is, beyond, nullable = false } = parts;
  return {
    ...parts,
    schema: nullable ? parts.schema.nullable() : parts.schema,
    beyond: (value: Value | null, way) => {
      if (value === null) return { OR: [] };
      return nullable ? { OR: [beyond(value, way), is(null)] } : beyond(value, way);
    },
  };
}

const columns: Record<RunOrderTerm['by'], Column> = {
  CREATED_AT: column<string>({
    value: (run) => run.createdAt.toISOString(),
    schema: z.iso.datetime(),
    sort: (createdAt) => ({ createdAt }),
    is: (createdAt) => ({ createdAt: createdAt ?? undefined }) as RunWhereInput,
    beyond: (value, way) => ({ createdAt: { [way]: value } }),
  }),
  NAME: column<string>({
    value: (run) => run.name,
    schema: z.string(),
    sort: (name) => ({ name }),
    is: (name) => ({ name: name ?? '' }),
    beyond: (value, way) => ({ name: { [way]: value } }),
  }),
  STATUS: column<RunModel['status']>({
    value: (run) => run.status,
    schema: z.enum(runStatuses),
    sort: (status) => ({ status }),
    is: (status) => (status ? { status } : { OR: [] }),
    beyond: (value, way) => ({ status: { in: statusesBeyond(value, way) } }),
  }),
  TASK: column<string>({
    value: (run) => run.task,
    schema: z.string(),
    sort: (sort) => ({ task: { sort, nulls: 'last' } }),
    is: (task) => ({ task }),
    beyond: (value, way) => ({ task: { [way]: value } }),
    nullable: true,
  }),
  SEED: column<number>({
    value: (run) => run.seed,
    schema: z.int32(),
    sort: (sort) => ({ seed: { sort, nulls: 'last' } }),
    is: (seed) => ({ seed }),
    beyond: (value, way) => ({ seed: { [way]: value } }),
    nullable: true,
  }),
};

/** Prisma compares no enums; Postgres orders them as they are declared. */
function statusesBeyond(value: RunModel['status'], way: Beyond): RunModel['status'][] {
  const at = runStatuses.indexOf(value);
  return way === 'gt' ? runStatuses.slice(at + 1) : runStatuses.slice(0, at);
}

export interface RunKeyset {
  orderBy: RunOrderByWithRelationInput[];
  key: z.ZodType<RunKey>;
  keyOf: (run: RunModel) => RunKey;
  /** The runs that stand behind the key. */
  after: (key: RunKey) => RunWhereInput;
}

export interface RunKey {
  order: string;
  values: (string | number | null)[];
  id: string;
}

/** An order of runs that is total: the id decides between runs that are equal in all terms. */
export function runKeyset(order: readonly RunOrderTerm[]): RunKeyset {
  const terms = order.map(({ by, direction }) => ({ ...columns[by], direction }));
  const last = terms.at(-1)?.direction ?? 'DESC';
  const signature = order.map(({ by, direction }) => `${by} ${direction}`).join();
  const schemas = terms.map(({ schema }) => schema);
  return {
    orderBy: [...terms.map(({ sort, direction }) => sort(lower(direction))), { id: lower(last) }],
    key: z.strictObject({
      order: z.literal(signature),
      values: z.tuple(schemas as [Column['schema'], ...Column['schema'][]]),
      id: z.uuid(),
    }),
    keyOf: (run) => ({ order: signature, values: terms.map(({ value }) => value(run)), id: run.id }),
    after: ({ values, id }) => {
      const alternatives = terms.map(({ beyond, direction }, i) => ({
        AND: [...equalBefore(i), beyond(values[i] as never, wayOf(direction))],
      }));
      const tied = { AND: [...equalBefore(terms.length), { id: { [wayOf(last)]: id } }] };
      return { OR: [...alternatives, tied] };

      function equalBefore(end: number): RunWhereInput[] {
        return terms.slice(0, end).map(({ is }, i) => is(values[i] as never));
      }
    },
  };
}

function lower(direction: RunOrderTerm['direction']): 'asc' | 'desc' {
  return direction === 'ASC' ? 'asc' : 'desc';
}

function wayOf(direction: RunOrderTerm['direction']): Beyond {
  return direction === 'ASC' ? 'gt' : 'lt';
}
