import {
  countEvaluations,
  type EvaluationPageKey,
  evaluationPages,
} from '@stillhouse/prisma/evaluation/evaluation-pages.ts';
import type { Evaluation } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { EvaluationRef, evaluationById } from '../evaluation/evaluation-ref.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf, pageOf } from '../schema/connection.ts';
import { decodeCursor, momentAndId } from '../schema/cursor.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { perRequest } from '../schema/per-request.ts';
import { KnowledgeBaseRef } from './knowledge-base-ref.ts';

const EvaluationConnection = connectionOf('Evaluation', EvaluationRef);

const idsOfPage = perRequest(
  (keys: readonly EvaluationPageKey[], { db }: Context) => evaluationPages(db, keys),
  (key) => JSON.stringify(key),
);

const countOf = perRequest((bases: readonly string[], { db }: Context) => countEvaluations(db, bases));

builder.objectField(KnowledgeBaseRef, 'evaluations', (t) =>
  t.field({
    type: EvaluationConnection,
    description: 'Finished evaluations that searched this knowledge base, oldest first.',
    args: {
      first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
      after: t.arg.string({ description: '`endCursor` of the previous page.' }),
    },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const after = args.after == null ? null : decodeCursor(args.after, momentAndId);
      const limit = checkFirst(args.first) + 1;
      const ids = await idsOfPage(context).load({ knowledgeBase: id, after, limit });
      const rows = await Promise.all(ids.map((evaluation) => evaluationById(context).load(evaluation)));
      return pageOf(rows.map(must<Evaluation>), args, {
        cursorOf: (evaluation: Evaluation) => [evaluation.createdAt.toISOString(), evaluation.id],
        count: () => countOf(context).load(id),
      });
    },
  }),
);
