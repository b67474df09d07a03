import type { RunModel } from '@stillhouse/prisma/generated/models/Run.ts';
import { batched, indexBy } from '../graphql/batched.ts';

/** The run of that UUID. */
export const loadRun = batched<string, RunModel>(async (db, ids) =>
  indexBy(await db.prisma.run.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);
