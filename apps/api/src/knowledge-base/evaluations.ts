import { EvaluationRef } from '../evaluation/evaluation-ref.ts';
import { builder } from '../schema/builder.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { evaluationsOfKnowledgeBase, KnowledgeBaseRef } from './knowledge-base-ref.ts';

builder.objectField(KnowledgeBaseRef, 'evaluations', (t) =>
  t.field({
    type: [EvaluationRef],
    description: 'Finished evaluations that looked for neighbors in it, the earliest first.',
    args: { first: t.arg.int({ required: true, description: 'At most so many, 1 to 100.' }) },
    complexity: pageCost,
    resolve: async ({ id }, { first }, context) =>
      (await evaluationsOfKnowledgeBase(context).load(id)).slice(0, checkFirst(first)),
  }),
);
