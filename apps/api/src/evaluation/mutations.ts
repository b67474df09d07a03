import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import type { Evaluation } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { payloadOf } from '../error/payload-type.ts';
import { payload } from '../error/user-error.ts';
import { builder } from '../schema/builder.ts';
import { bareId } from '../schema/global-id.ts';
import { EvaluationRef, evaluationById } from './evaluation-ref.ts';
import { CreateEvaluationInput, FinishEvaluationInput } from './inputs.ts';

const evaluationPayload = (name: string) =>
  payloadOf<{ evaluation: Evaluation | null }>(name, (t) => ({
    evaluation: t.field({
      type: EvaluationRef,
      nullable: true,
      description: 'The evaluation; null on errors.',
      resolve: ({ evaluation }) => evaluation ?? null,
    }),
  }));

const written = async (id: string, context: Context) => ({
  evaluation: await evaluationById(context).clear(id).load(id),
});

builder.mutationField('createEvaluation', (t) =>
  t.field({
    type: evaluationPayload('CreateEvaluationPayload'),
    description:
      'Starts an evaluation; its predictions are uploaded through the bulk route. Idempotent: repeating the same call changes nothing.',
    args: {
      input: t.arg({ type: CreateEvaluationInput, required: true, description: 'Evaluation to start.' }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const { policy, knowledgeBase } = input;
        const id = bareId('Evaluation', String(input.id), 'id');
        await createEvaluation(context.db, {
          id,
          run: bareId('Run', String(input.run), 'run'),
          dataset: input.dataset,
          policy: policy ? { ...policy, efSearch: policy.efSearch ?? null } : null,
          knowledgeBase:
            knowledgeBase == null ? null : bareId('KnowledgeBase', String(knowledgeBase), 'knowledgeBase'),
          policyChosenOn: input.policyChosenOn ?? null,
          classes: input.classes,
          dimension: input.dimension ?? null,
          createdAt: input.createdAt?.toISOString(),
        });
        return written(id, context);
      }),
  }),
);

builder.mutationField('finishEvaluation', (t) =>
  t.field({
    type: evaluationPayload('FinishEvaluationPayload'),
    description: 'Finishes an evaluation and stores its scores. Fails if predictions are missing.',
    args: {
      input: t.arg({
        type: FinishEvaluationInput,
        required: true,
        description: 'Evaluation to finish, with its scores.',
      }),
    },
    resolve: (_root, { input }, context) =>
      payload(async () => {
        const id = bareId('Evaluation', String(input.id), 'id');
        const { latency } = input;
        await finishEvaluation(context.db, {
          id,
          scores: (input.scores ?? []).map(({ value, ...score }) => ({ ...score, value: value ?? null })),
          gainPValue: input.gainPValue ?? null,
          gainTest: input.gainTest == null ? null : testNamed(input.gainTest),
          recallAtK: input.recallAtK ?? null,
          latency: latency
            ? {
                ...latency,
                retrievalP50: latency.retrievalP50 ?? null,
                retrievalP95: latency.retrievalP95 ?? null,
                load: latency.load ?? null,
                quiet: latency.quiet ?? null,
              }
            : null,
          finishedAt: input.finishedAt?.toISOString(),
        });
        return written(id, context);
      }),
  }),
);

/** The schema of the write function refuses what is none of them. */
function testNamed(name: string): 'mcnemar' | 'paired-bootstrap' {
  return name as 'mcnemar' | 'paired-bootstrap';
}
