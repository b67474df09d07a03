import { SearchRef } from '../knowledge-base/knowledge-base-ref.ts';
import { builder } from '../schema/builder.ts';
import { PredictorRef } from './evaluation-ref.ts';

const RetrievalPolicyInput = builder.inputType('RetrievalPolicyInput', {
  description: 'How a prediction is mixed with its neighbors: final = β·student + (1 − β)·retrieved.',
  fields: (t) => ({
    k: t.int({ required: true, description: 'K, the number of neighbors.' }),
    temperature: t.float({
      required: true,
      description: 'τ, the temperature of the softmax over similarities.',
    }),
    beta: t.float({ required: true, description: 'β, the weight of the student’s own prediction, 0 to 1.' }),
    search: t.field({ type: SearchRef, required: true, description: 'Search method.' }),
    efSearch: t.int({ description: 'Size of HNSW’s candidate list (`ef_search`); omit for exact search.' }),
  }),
});

export const CreateEvaluationInput = builder.inputType('CreateEvaluationInput', {
  description: 'An evaluation to start.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'A UUID that you generate; it makes retries safe.' }),
    run: t.id({ required: true, description: 'Run whose model is evaluated.' }),
    dataset: t.string({ required: true, description: 'Digest of the dataset to evaluate on.' }),
    policy: t.field({
      type: RetrievalPolicyInput,
      description: 'Retrieval settings. Omit without retrieval.',
    }),
    knowledgeBase: t.id({
      description: 'Knowledge base to search. Required with a policy, not allowed without one.',
    }),
    policyChosenOn: t.string({ description: 'Examples that K, τ and β were chosen on.' }),
    classes: t.int({
      required: true,
      description: 'Number of classes in each distribution; 1 for regression.',
    }),
    dimension: t.int({ description: 'Dimension of the embeddings; omit if none are stored.' }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the evaluation started, at most one day in the future; default: now.',
    }),
  }),
});

const ScoreInput = builder.inputType('ScoreInput', {
  description: 'A score of one predictor.',
  fields: (t) => ({
    predictor: t.field({ type: PredictorRef, required: true, description: 'Predictor that was scored.' }),
    name: t.string({
      required: true,
      description: 'Name of the score: `accuracy`, `f1`, `matthews`, `pearson` or `spearman`.',
    }),
    value: t.float({ description: 'Value, at most 1; null if the score is undefined.' }),
  }),
});

const LatencyInput = builder.inputType('LatencyInput', {
  description: 'Time per prediction in milliseconds, one example at a time (batch size 1).',
  fields: (t) => ({
    studentP50: t.float({ required: true, description: 'Median of the student alone, in milliseconds.' }),
    studentP95: t.float({
      required: true,
      description: '95th percentile of the student alone, in milliseconds.',
    }),
    retrievalP50: t.float({ description: 'Median with retrieval, in milliseconds.' }),
    retrievalP95: t.float({ description: '95th percentile with retrieval, in milliseconds.' }),
    load: t.float({
      description:
        'Share of all processors’ time that other work used during the measurement, from 0 to 1. Omit if unknown.',
    }),
    quiet: t.boolean({
      description: 'Whether the machine was idle enough for the latency to be comparable. Omit if unknown.',
    }),
  }),
});

export const FinishEvaluationInput = builder.inputType('FinishEvaluationInput', {
  description: 'The result of an evaluation.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'Id of the evaluation.' }),
    scores: t.field({
      type: [ScoreInput],
      description:
        'Scores of the evaluation. The API computes every score from the stored predictions: given scores are compared with these and rejected if they differ; omitted ones are filled in.',
    }),
    gainPValue: t.float({ description: 'Two-sided p-value of fused compared with student alone.' }),
    gainTest: t.string({ description: 'Test of the gain: `mcnemar` or `paired-bootstrap`.' }),
    recallAtK: t.float({
      description: 'Share of the exact K nearest neighbors that the search found, 0 to 1.',
    }),
    latency: t.field({ type: LatencyInput, description: 'Time per prediction; omit if not measured.' }),
    finishedAt: t.field({
      type: 'DateTime',
      description:
        'When the evaluation finished, not before it started and at most one day in the future; default: now.',
    }),
  }),
});
