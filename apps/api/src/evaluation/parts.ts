import type { Latency } from '@stillhouse/domain/record/evaluation.ts';
import type { RetrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import type { OutcomeCounts } from '@stillhouse/prisma/evaluation/outcome-counts.ts';
import type { Score } from '@stillhouse/prisma/generated/client.ts';
import { SearchRef } from '../knowledge-base/knowledge-base-ref.ts';
import { builder } from '../schema/builder.ts';
import { PredictorRef } from './evaluation-ref.ts';
import type { Gain } from './gain.ts';

export const PolicyRef = builder.objectRef<RetrievalPolicy>('RetrievalPolicy').implement({
  description: 'How a prediction is mixed with its neighbors: final = β·student + (1 − β)·retrieved.',
  fields: (t) => ({
    k: t.exposeInt('k', { description: 'How many neighbors are read.' }),
    temperature: t.exposeFloat('temperature', { description: 'τ of the neighbors’ weights.' }),
    beta: t.exposeFloat('beta', { description: 'β, the weight of the student.' }),
    search: t.field({
      type: SearchRef,
      description: 'How they are searched.',
      resolve: ({ search }) => search,
    }),
    efSearch: t.exposeInt('efSearch', {
      nullable: true,
      description: 'HNSW’s candidate list; null for exact search.',
    }),
  }),
});

export const ScoreRef = builder.objectRef<Score>('Score').implement({
  description: 'A score of one predictor.',
  fields: (t) => ({
    predictor: t.field({ type: PredictorRef, description: 'Whose.', resolve: ({ predictor }) => predictor }),
    name: t.exposeString('name', { description: '`accuracy`, `f1`, `matthews`, `pearson`, `spearman`.' }),
    value: t.exposeFloat('value', { description: 'At most 1.' }),
  }),
});

export const LatencyRef = builder.objectRef<Latency>('Latency').implement({
  description: 'Milliseconds for one example at batch size 1.',
  fields: (t) => ({
    studentP50: t.exposeFloat('studentP50', { description: 'The student alone, median.' }),
    studentP95: t.exposeFloat('studentP95', { description: 'The student alone, 95th percentile.' }),
    retrievalP50: t.exposeFloat('retrievalP50', { nullable: true, description: 'With retrieval, median.' }),
    retrievalP95: t.exposeFloat('retrievalP95', {
      nullable: true,
      description: 'With retrieval, 95th percentile.',
    }),
  }),
});

export const GainRef = builder.objectRef<Gain>('RetrievalGain').implement({
  description: 'What retrieval gained, by the score that ranks.',
  fields: (t) => ({
    score: t.exposeString('score', { description: 'Which score.' }),
    without: t.exposeFloat('without', { description: 'The student alone.' }),
    with: t.exposeFloat('with', { description: 'With retrieval.' }),
    gain: t.float({ description: 'with − without.', resolve: (gain) => gain.with - gain.without }),
    neighborsOnly: t.exposeFloat('neighborsOnly', { description: 'The neighbors alone (β = 0).' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Two-sided, of no difference.' }),
    test: t.exposeString('test', { nullable: true, description: '`mcnemar` or `paired-bootstrap`.' }),
  }),
});

export const OutcomeCountsRef = builder.objectRef<OutcomeCounts>('OutcomeCounts').implement({
  description: 'How many predictions retrieval turned right or wrong.',
  fields: (t) => ({
    bothRight: t.exposeInt('BOTH_RIGHT', { description: 'Right without and with it.' }),
    helped: t.exposeInt('HELPED', { description: 'Right only with it.' }),
    hurt: t.exposeInt('HURT', { description: 'Right only without it.' }),
    bothWrong: t.exposeInt('BOTH_WRONG', { description: 'Wrong without and with it.' }),
  }),
});
