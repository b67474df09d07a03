import { SearchRef } from '../knowledge-base/knowledge-base-ref.ts';
import { builder } from '../schema/builder.ts';
import { PredictorRef } from './evaluation-ref.ts';

const RetrievalPolicyInput = builder.inputType('RetrievalPolicyInput', {
  description: 'How a prediction is mixed with its neighbors.',
  fields: (t) => ({
    k: t.int({ required: true, description: 'How many neighbors are read.' }),
    temperature: t.float({ required: true, description: 'τ of their weights.' }),
    beta: t.float({ required: true, description: 'β, the weight of the student.' }),
    search: t.field({ type: SearchRef, required: true, description: 'How they are searched.' }),
    efSearch: t.int({ description: 'HNSW’s candidate list.' }),
  }),
});

export const CreateEvaluationInput = builder.inputType('CreateEvaluationInput', {
  description: 'An evaluation that begins.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID of your making.' }),
    run: t.id({ required: true, description: 'Whose model.' }),
    dataset: t.string({ required: true, description: 'Digest of what is predicted.' }),
    policy: t.field({ type: RetrievalPolicyInput, description: 'Left out: without retrieval.' }),
    knowledgeBase: t.id({ description: 'Where neighbors are looked for; exactly where there is a policy.' }),
    policyChosenOn: t.string({ description: 'On what K, τ and β were chosen.' }),
    classes: t.int({ required: true, description: 'Width of the distributions.' }),
    dimension: t.int({ description: 'Width of the embeddings, where they are stored.' }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was begun, at most a day ahead; left out: now.',
    }),
  }),
});

const ScoreInput = builder.inputType('ScoreInput', {
  description: 'A score of one predictor.',
  fields: (t) => ({
    predictor: t.field({ type: PredictorRef, required: true, description: 'Whose.' }),
    name: t.string({ required: true, description: '`accuracy`, …' }),
    value: t.float({ description: 'At most 1; null if the score is undefined.' }),
  }),
});

const LatencyInput = builder.inputType('LatencyInput', {
  description: 'Milliseconds for one example at batch size 1.',
  fields: (t) => ({
    studentP50: t.float({ required: true, description: 'The student alone, median.' }),
    studentP95: t.float({ required: true, description: 'The student alone, 95th percentile.' }),
    retrievalP50: t.float({ description: 'With retrieval, median.' }),
    retrievalP95: t.float({ description: 'With retrieval, 95th percentile.' }),
    load: t.float({
      description: 'Runnable processes per core while it was measured, without this one. Omit if unknown.',
    }),
    quiet: t.boolean({
      description: 'Whether the machine was quiet enough for the figures to be compared. Omit if unknown.',
    }),
  }),
});

export const FinishEvaluationInput = builder.inputType('FinishEvaluationInput', {
  description: 'How an evaluation came out.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The evaluation.' }),
    scores: t.field({
      type: [ScoreInput],
      description:
        'Its scores. The API computes every score from the stored predictions: given ones are compared, and refused if they differ; omitted ones are filled in.',
    }),
    gainPValue: t.float({ description: 'Two-sided p-value of fused against student alone.' }),
    gainTest: t.string({ description: '`mcnemar` or `paired-bootstrap`.' }),
    recallAtK: t.float({ description: 'Share of the exact K nearest that the search found.' }),
    latency: t.field({ type: LatencyInput, description: 'How long a prediction takes.' }),
    finishedAt: t.field({
      type: 'DateTime',
      description: 'When it came out, not before it was begun and at most a day ahead; left out: now.',
    }),
  }),
});
