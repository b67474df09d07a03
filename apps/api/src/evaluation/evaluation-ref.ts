import type { Evaluation } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { grouped, inOrder, perRequest } from '../schema/per-request.ts';

export const evaluationById = perRequest(async (ids: readonly string[], { db }: Context) =>
  inOrder(ids, await db.prisma.evaluation.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Without those that searched a smaller variant of a knowledge base: they say what the variant is worth, not the run. */
export const evaluationsOfRun = perRequest(async (runs: readonly string[], { db, budget }: Context) =>
  grouped(
    runs,
    await db.prisma.evaluation.findMany({
      where: {
        runId: { in: [...runs] },
        OR: [{ knowledgeBaseId: null }, { knowledgeBase: { method: null } }],
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: budget.rowsLeft + 1,
    }),
    ({ runId }) => runId,
  ),
);

export const scoresOfEvaluation = perRequest(
  async (evaluations: readonly string[], { db, budget }: Context) =>
    grouped(
      evaluations,
      await db.prisma.score.findMany({
        where: { evaluationId: { in: [...evaluations] } },
        orderBy: [{ predictor: 'asc' }, { name: 'asc' }],
        take: budget.rowsLeft + 1,
      }),
      ({ evaluationId }) => evaluationId,
    ),
);

export const EvaluationRef = builder.objectRef<Evaluation>('Evaluation');

export const PredictorRef = builder.enumType('Predictor', {
  description: 'The source of a prediction.',
  values: {
    STUDENT: { description: 'The model alone, without retrieval.' },
    RETRIEVED: { description: 'The retrieved neighbors alone (β = 0).' },
    FUSED: { description: 'The model and its neighbors, mixed: β·student + (1 − β)·retrieved.' },
    TEACHER: { description: 'The teacher.' },
  } as const,
});
