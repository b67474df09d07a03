import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { RunModel, RunWhereInput } from '@stillhouse/prisma/generated/models/Run.ts';
import { keysetPage, type Page, type PageArguments } from '../graphql/page.ts';
import { type RunKey, type RunOrderTerm, runKeyset } from './run-order.ts';

const newestFirst: RunOrderTerm[] = [{ by: 'CREATED_AT', direction: 'DESC' }];
const mostTerms = 4;

/** A page of the runs of which `where` holds, newest first unless ordered otherwise. */
export function listRuns(
  db: Database,
  page: PageArguments,
  where: RunWhereInput,
  order: readonly RunOrderTerm[] | null | undefined = newestFirst,
): Promise<Page<RunModel>> {
  const terms = order?.length ? order : newestFirst;
  if (terms.length > mostTerms || new Set(terms.map(({ by }) => by)).size < terms.length) {
    throw new ExpectedError('BAD_INPUT', `An order has at most ${mostTerms} terms, each by something else.`, ['order']);
  }
  const keyset = runKeyset(terms);
  return keysetPage<RunModel, RunKey>(page, {
    key: keyset.key,
    keyOf: keyset.keyOf,
    rows: (take, after) =>
      db.prisma.run.findMany({
        where: after ? { AND: [where, keyset.after(after)] } : where,
        orderBy: keyset.orderBy,
        take,
      }),
    count: () => db.prisma.run.count({ where }),
  });
}
