import { farBelow } from '@stillhouse/domain/retrieval/far-neighbor.ts';
import {
  type NearestSimilarities,
  nearestSimilarities,
} from '@stillhouse/prisma/evaluation/nearest-similarities.ts';
import type { Context } from '../context.ts';
import { knowledgeBaseById } from '../knowledge-base/knowledge-base-ref.ts';
import { builder } from '../schema/builder.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';
import { EvaluationRef } from './evaluation-ref.ts';

interface Nearest {
  evaluation: string;
  farBelow: number;
}

const similaritiesOf = perRequest(
  async (wanted: readonly Nearest[], { db }: Context) =>
    inOrder<string, NearestSimilarities>(
      wanted.map(({ evaluation }) => evaluation),
      await nearestSimilarities(db, wanted),
      ({ evaluation }) => evaluation,
    ),
  ({ evaluation }) => evaluation,
);

const NearestRef = builder.objectRef<Nearest>('NearestSimilarities').implement({
  description: 'How similar the nearest neighbors of an evaluation’s predictions are.',
  fields: (t) => ({
    farBelow: t.exposeFloat('farBelow', {
      description:
        'A nearest neighbor below this similarity is far away: one key of random direction would be as similar with a probability of 5 %. Depends on the dimension of the keys alone.',
    }),
    far: t.int({
      nullable: true,
      description: 'Predictions whose nearest neighbor is far away; null without predictions.',
      resolve: async (nearest, _args, context) => (await similaritiesOf(context).load(nearest))?.far ?? null,
    }),
    median: t.float({
      nullable: true,
      description: 'Median over predictions of the nearest neighbor’s similarity; null without predictions.',
      resolve: async (nearest, _args, context) =>
        (await similaritiesOf(context).load(nearest))?.median ?? null,
    }),
  }),
});

builder.objectField(EvaluationRef, 'nearest', (t) =>
  t.field({
    type: NearestRef,
    nullable: true,
    description:
      'How similar the nearest neighbors are; null without retrieval, or if the knowledge base was deleted.',
    resolve: async ({ id, knowledgeBaseId }, _args, context) => {
      const base = knowledgeBaseId === null ? null : await knowledgeBaseById(context).load(knowledgeBaseId);
      return base && { evaluation: id, farBelow: farBelow(base.dimension) };
    },
  }),
);
