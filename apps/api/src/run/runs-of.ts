import type { Run } from '@stillhouse/prisma/generated/client.ts';
import { countRuns, type RunOwner, runPages } from '@stillhouse/prisma/run/run-pages.ts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { type Page, pageOf } from '../schema/connection.ts';
import { decodeCursor, momentAndId } from '../schema/cursor.ts';
import { checkFirst } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { perOwner } from '../schema/per-request.ts';
import { runById } from './run-ref.ts';

interface PageArgs {
  by: RunOwner;
  after: [createdAt: string, id: string] | null;
  limit: number;
}

const idsOfPage = perOwner((owners: readonly string[], { by, ...page }: PageArgs, { db }: Context) =>
  runPages(db, by, owners, page),
);

const countOf = perOwner((owners: readonly string[], by: RunOwner, { db }: Context) =>
  countRuns(db, by, owners),
);

/** As in the cursors of `runs` in their usual order. */
const order = 'createdAt desc,id desc';

/**
 * A page of the runs of a teacher or recipe, the newest first; the pages of all owners in one operation are read together.
 *
 * @throws ExpectedError BAD_INPUT for a page size or a cursor that is none
 */
export async function runsOf(
  by: RunOwner,
  owner: string,
  args: { first: number; after?: string | null | undefined },
  context: Context,
): Promise<Page<Run>> {
  const after =
    args.after == null ? null : decodeCursor(args.after, z.tuple([z.literal(order), momentAndId]))[1];
  const limit = checkFirst(args.first) + 1;
  const ids = await idsOfPage(context).load({ owner, args: { by, after, limit } });
  const rows = await Promise.all(ids.map((id) => runById(context).load(id)));
  return pageOf(rows.map(must<Run>), args, {
    cursorOf: ({ createdAt, id }: Run) => [order, [createdAt.toISOString(), id]],
    count: () => countOf(context).load({ owner, args: by }),
  });
}
