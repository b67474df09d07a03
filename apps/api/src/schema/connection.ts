import type { ObjectRef } from '@pothos/core';
import { z } from 'zod';
import { builder, type Types } from './builder.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** One page of a list in its order. */
export interface Page<Row> {
  rows: readonly Row[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Values after which the next page begins, for a row. */
  cursorOf(row: Row): readonly unknown[];
  /** Counted only when it is asked for. */
  count(): Promise<number>;
}

const PageInfo = builder.pageInfoRef();

/** Relay's connection and edge types over a keyset-paged list. */
export function connectionOf<Row>(name: string, node: ObjectRef<Types, Row, Row>) {
  const Edge = builder.objectRef<{ row: Row; page: Page<Row> }>(`${name}Edge`).implement({
    description: `A ${name} in a list, with its cursor.`,
    fields: (t) => ({
      cursor: t.string({
        description: 'Cursor of this row; pass it as `after` for the rows that follow.',
        resolve: ({ row, page }) => encodeCursor(page.cursorOf(row)),
      }),
      node: t.field({ type: node, description: `The ${name}.`, resolve: ({ row }) => row as never }),
    }),
  });
  return builder.objectRef<Page<Row>>(`${name}Connection`).implement({
    description: `A page of ${name} objects.`,
    fields: (t) => ({
      edges: t.field({
        type: [Edge],
        description: 'Rows of the page, each with its cursor.',
        complexity: { field: 1, multiplier: 1 },
        resolve: (page) => page.rows.map((row) => ({ row, page })),
      }),
      nodes: t.field({
        type: [node],
        description: 'Rows of the page, without cursors.',
        complexity: { field: 1, multiplier: 1 },
        resolve: (page) => page.rows as never,
      }),
      pageInfo: t.field({
        type: PageInfo,
        description: 'Position of the page in the list.',
        resolve: (page) => {
          const first = page.rows[0];
          const last = page.rows.at(-1);
          return {
            hasNextPage: page.hasNextPage,
            hasPreviousPage: page.hasPreviousPage,
            startCursor: first === undefined ? null : encodeCursor(page.cursorOf(first)),
            endCursor: last === undefined ? null : encodeCursor(page.cursorOf(last)),
          };
        },
      }),
      totalCount: t.int({ description: 'Number of rows on all pages.', resolve: (page) => page.count() }),
    }),
  });
}

/**
 * A page out of a query that asked for one row more than the page has.
 *
 * @param rows up to first + 1 rows
 */
export function pageOf<Row>(
  rows: readonly Row[],
  args: { first: number; after?: string | null | undefined },
  rest: Pick<Page<Row>, 'cursorOf' | 'count'>,
): Page<Row> {
  return {
    rows: rows.slice(0, args.first),
    hasNextPage: rows.length > args.first,
    hasPreviousPage: args.after != null,
    ...rest,
  };
}

/** The index behind which a page over (…, index) begins; −1 for the first page. @throws ExpectedError BAD_INPUT */
export function afterIndex(after: string | null | undefined): number {
  if (after == null) return -1;
  const [index] = decodeCursor(after, z.tuple([z.int32().nonnegative()]));
  return index;
}
