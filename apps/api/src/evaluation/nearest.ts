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
  description: 'Similarity of the nearest neighbors of an evaluation’s predictions.',
  fields: (t) => ({
    farBelow: t.exposeFloat('farBelow', {
      description:
        'Threshold below which a nearest neighbor is far away: a key of random direction would reach this cosine similarity with a probability of 5 %. Depends only on the dimension of the keys.',
    }),
    far: t.int({
      nullable: true,
      description:
        'Number of predictions whose nearest neighbor is below `farBelow`; null without predictions.',
      resolve: async (nearest, _args, context) => (await similaritiesOf(context).load(nearest))?.far ?? null,
    }),
    median: t.float({
      nullable: true,
      description:
        'Median cosine similarity of the nearest neighbor, over predictions; null without predictions.',
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
      'Similarity of the nearest neighbors; null without retrieval, or if the knowledge base was deleted.',
    resolve: async ({ id, knowledgeBaseId }, _args, context) => {
      const base = knowledgeBaseId === null ? null : await knowledgeBaseById(context).load(knowledgeBaseId);
      return base && { evaluation: id, farBelow: farBelow(base.dimension) };
    },
  }),
);
