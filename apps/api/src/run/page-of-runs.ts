import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type RunStatus, runStatuses } from '@stillhouse/domain/run/run.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Prisma, Run } from '@stillhouse/prisma/generated/client.ts';
import { z } from 'zod';
import { type Page, pageOf } from '../schema/connection.ts';
import { decodeCursor } from '../schema/cursor.ts';
import { checkFirst } from '../schema/limits.ts';

export const runColumns = { CREATED_AT: 'createdAt', NAME: 'name', STATUS: 'status', TASK: 'task' } as const;

export interface RunOrder {
  by: keyof typeof runColumns;
  direction: 'ASC' | 'DESC';
}

interface Column {
  name: (typeof runColumns)[keyof typeof runColumns] | 'id';
  descending: boolean;
}

type CursorValue = string | null;

/** What a cursor may hold of each column. */
const schemas: Record<Column['name'], z.ZodType<CursorValue>> = {
  createdAt: z.iso.datetime(),
  name: z.string(),
  status: z.enum(runStatuses),
  task: z.string().nullable(),
  id: z.uuid(),
};

/**
 * A page of runs in an order that the id makes total, so that pages walk every run once whatever is added meanwhile.
 *
 * @param order null: the newest first
 * @throws ExpectedError BAD_INPUT for an order that names a column twice, a page size or a cursor that is none
 */
export async function pageOfRuns(
  db: Database,
  where: Prisma.RunWhereInput,
  order: readonly RunOrder[] | null,
  args: { first: number; after?: string | null | undefined },
): Promise<Page<Run>> {
  const columns = columnsOf(order);
  const signature = columns.map(({ name, descending }) => `${name} ${descending ? 'desc' : 'asc'}`).join();
  const behind = args.after == null ? {} : behindCursor(columns, valuesOf(args.after, columns, signature));
  const rows = await db.prisma.run.findMany({
    where: { AND: [where, behind] },
    orderBy: columns.map(orderBy),
    take: checkFirst(args.first) + 1,
  });
  return pageOf(rows, args, {
    cursorOf: (run: Run) => [signature, columns.map(({ name }) => cursorValue(run[name]))],
    count: () => db.prisma.run.count({ where }),
  });
}

function columnsOf(order: readonly RunOrder[] | null): Column[] {
  const asked = order && order.length > 0 ? order : [{ by: 'CREATED_AT', direction: 'DESC' } as const];
  if (new Set(asked.map(({ by }) => by)).size < asked.length) {
    throw new ExpectedError('BAD_INPUT', 'Each column can occur only once in order.', ['order']);
  }
  const columns: Column[] = asked.map(({ by, direction }) => ({
    name: runColumns[by],
    descending: direction === 'DESC',
  }));
  return [...columns, { name: 'id', descending: columns[0]?.descending ?? false }];
}

/** A cursor carries its order, so that one of another order is told from one of this. */
function valuesOf(after: string, columns: readonly Column[], signature: string): CursorValue[] {
  const [first, ...rest] = columns.map(({ name }) => schemas[name]);
  if (!first) return [];
  const [, values] = decodeCursor(after, z.tuple([z.literal(signature), z.tuple([first, ...rest])]));
  return values;
}

function orderBy({ name, descending }: Column): Prisma.RunOrderByWithRelationInput {
  const sort = descending ? 'desc' : 'asc';
  return name === 'task' ? { task: { sort, nulls: 'last' } } : { [name]: sort };
}

function cursorValue(value: Run[Column['name']]): CursorValue {
  return value instanceof Date ? value.toISOString() : value;
}

/** Rows that come after the cursor: for some column, equal in all before it and beyond it there. Nulls come last. */
function behindCursor(columns: readonly Column[], values: readonly CursorValue[]): Prisma.RunWhereInput {
  return {
    OR: columns.map((column, i) => ({
      AND: [
        ...columns.slice(0, i).map((before, j) => ({ [before.name]: values[j] ?? null })),
        beyond(column, values[i] ?? null),
      ],
    })),
  };
}

function beyond({ name, descending }: Column, value: CursorValue): Prisma.RunWhereInput {
  if (value === null) return { id: { in: [] } };
  if (name === 'status') return { status: { in: statusesBeyond(value, descending) } };
  const strictly = { [name]: { [descending ? 'lt' : 'gt']: value } };
  return name === 'task' ? { OR: [strictly, { task: null }] } : strictly;
}

/** Prisma compares no enums: the statuses that come after one, in the order in which the database has them. */
function statusesBeyond(value: string, descending: boolean): RunStatus[] {
  const place = runStatuses.indexOf(value as RunStatus);
  return descending ? runStatuses.slice(0, place) : runStatuses.slice(place + 1);
}
