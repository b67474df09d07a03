import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type RunStatus, runStatuses } from '@stillhouse/domain/run/run.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Prisma, Run } from '@stillhouse/prisma/generated/client.ts';
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

/**
 * A page of runs in an order that the id makes total, so that pages walk every run once whatever is added meanwhile.
 *
 * @param order null: the newest first
 * @throws ExpectedError BAD_INPUT for a page size or a cursor that is none
 */
export async function pageOfRuns(
  db: Database,
  where: Prisma.RunWhereInput,
  order: readonly RunOrder[] | null,
  args: { first: number; after?: string | null | undefined },
): Promise<Page<Run>> {
  const columns = columnsOf(order);
  const behind = args.after == null ? {} : behindCursor(columns, decodeCursor(args.after, columns.length));
  const rows = await db.prisma.run.findMany({
    where: { AND: [where, behind] },
    orderBy: columns.map(orderBy),
    take: checkFirst(args.first) + 1,
  });
  return pageOf(rows, args, {
    cursorOf: (run: Run) => columns.map(({ name }) => cursorValue(run[name])),
    count: () => db.prisma.run.count({ where }),
  });
}

function columnsOf(order: readonly RunOrder[] | null): Column[] {
  const asked = order && order.length > 0 ? order : [{ by: 'CREATED_AT', direction: 'DESC' } as const];
  const columns: Column[] = asked.map(({ by, direction }) => ({
    name: runColumns[by],
    descending: direction === 'DESC',
  }));
  return [...columns, { name: 'id', descending: columns[0]?.descending ?? false }];
}

function orderBy({ name, descending }: Column): Prisma.RunOrderByWithRelationInput {
  const sort = descending ? 'desc' : 'asc';
  return name === 'task' ? { task: { sort, nulls: 'last' } } : { [name]: sort };
}

function cursorValue(value: Run[Column['name']]): string | null {
  return value instanceof Date ? value.toISOString() : value;
}

/** Rows that come after the cursor: for some column, equal in all before it and beyond it there. Nulls come last. */
function behindCursor(
  columns: readonly Column[],
  values: readonly (string | number | null)[],
): Prisma.RunWhereInput {
  return {
    OR: columns.map((column, i) => ({
      AND: [
        ...columns.slice(0, i).map((before, j) => ({ [before.name]: typed(before, values[j] ?? null) })),
        beyond(column, values[i] ?? null),
      ],
    })),
  };
}

function beyond(column: Column, value: string | number | null): Prisma.RunWhereInput {
  if (value === null) return { id: { in: [] } };
  if (column.name === 'status') return { status: { in: statusesBeyond(value, column.descending) } };
  const strictly = { [column.name]: { [column.descending ? 'lt' : 'gt']: typed(column, value) } };
  return column.name === 'task' ? { OR: [strictly, { task: null }] } : strictly;
}

function typed({ name }: Column, value: string | number | null): string | number | Date | null {
  return name === 'createdAt' && value !== null ? new Date(value) : value;
}

/** Prisma compares no enums: the statuses that come after one, in the order in which the database has them. */
function statusesBeyond(value: string | number, descending: boolean): RunStatus[] {
  const place = runStatuses.indexOf(value as RunStatus);
  if (place < 0)
    throw new ExpectedError('BAD_INPUT', 'This is no cursor of this list in this order.', ['after']);
  return descending ? runStatuses.slice(0, place) : runStatuses.slice(place + 1);
}
