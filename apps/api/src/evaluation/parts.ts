import type { GainOverSeeds } from '@stillhouse/domain/leaderboard/gain-over-seeds.ts';
import type { Latency } from '@stillhouse/domain/record/evaluation.ts';
import type { RetrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import type { BaselineScore } from '@stillhouse/domain/score/majority-baseline.ts';
import { verdictOf } from '@stillhouse/domain/statistics/verdict.ts';
import type { OutcomeCounts } from '@stillhouse/prisma/evaluation/outcome-counts.ts';
import type { Score } from '@stillhouse/prisma/generated/client.ts';
import { SearchRef } from '../knowledge-base/knowledge-base-ref.ts';
import { builder } from '../schema/builder.ts';
import { PredictorRef } from './evaluation-ref.ts';
import type { Gain } from './gain.ts';

export const PolicyRef = builder.objectRef<RetrievalPolicy>('RetrievalPolicy').implement({
  description: 'How a prediction is mixed with its neighbors: final = β·student + (1 − β)·retrieved.',
  fields: (t) => ({
    k: t.exposeInt('k', { description: 'K, the number of neighbors.' }),
    temperature: t.exposeFloat('temperature', {
      description: 'τ, the temperature of the softmax over similarities.',
    }),
    beta: t.exposeFloat('beta', { description: 'β, the weight of the student’s own prediction, 0 to 1.' }),
    search: t.field({
      type: SearchRef,
      description: 'Search method.',
      resolve: ({ search }) => search,
    }),
    efSearch: t.exposeInt('efSearch', {
      nullable: true,
      description: 'Size of HNSW’s candidate list (`ef_search`); null for exact search.',
    }),
  }),
});

export const VerdictRef = builder.enumType('Verdict', {
  description: 'Result of a significance test of a difference, at level 0.05.',
  values: {
    HELPS: { description: 'The score is significantly higher: p < 0.05.' },
    HURTS: { description: 'The score is significantly lower: p < 0.05.' },
    UNDECIDED: { description: 'Not significant (p ≥ 0.05), or not tested.' },
  } as const,
});

export const ScoreRef = builder.objectRef<Score>('Score').implement({
  description: 'A score of one predictor.',
  fields: (t) => ({
    predictor: t.field({
      type: PredictorRef,
      description: 'Predictor that was scored.',
      resolve: ({ predictor }) => predictor,
    }),
    name: t.exposeString('name', {
      description: 'Name of the score: `accuracy`, `f1`, `matthews`, `pearson` or `spearman`.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        'Value, at most 1; null if the score is undefined, such as the correlation of constant predictions.',
    }),
  }),
});

export const LatencyRef = builder.objectRef<Latency>('Latency').implement({
  description: 'Time per prediction in milliseconds, one example at a time (batch size 1).',
  fields: (t) => ({
    studentP50: t.exposeFloat('studentP50', { description: 'Median of the student alone, in milliseconds.' }),
    studentP95: t.exposeFloat('studentP95', {
      description: '95th percentile of the student alone, in milliseconds.',
    }),
    retrievalP50: t.exposeFloat('retrievalP50', {
      nullable: true,
      description: 'Median with retrieval, in milliseconds.',
    }),
    retrievalP95: t.exposeFloat('retrievalP95', {
      nullable: true,
      description: '95th percentile with retrieval, in milliseconds.',
    }),
    load: t.exposeFloat('load', {
      nullable: true,
      description:
        'Share of all processors’ time that other work used during the measurement, from 0 to 1; null if not recorded, and for means.',
    }),
    quiet: t.exposeBoolean('quiet', {
      nullable: true,
      description:
        'Whether the machine was idle enough for the latency to be comparable; null if unknown. Only latencies with true are ranked.',
    }),
  }),
});

export const GainRef = builder.objectRef<Gain>('RetrievalGain').implement({
  description: 'Gain from retrieval in one evaluation, measured by the ranking figure.',
  fields: (t) => ({
    score: t.exposeString('score', {
      description:
        'Name of the ranking figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
    }),
    without: t.exposeFloat('without', { description: 'Score of the student alone.' }),
    with: t.exposeFloat('with', { description: 'Score with retrieval.' }),
    gain: t.float({ description: '`with` − `without`.', resolve: (gain) => gain.with - gain.without }),
    neighborsOnly: t.exposeFloat('neighborsOnly', {
      nullable: true,
      description: 'Score of the neighbors alone (β = 0); null if undefined.',
    }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: 'Two-sided p-value for the hypothesis of no difference; null if not tested.',
    }),
    test: t.exposeString('test', {
      nullable: true,
      description: 'Test used: `mcnemar` (exact) or `paired-bootstrap`; null if not tested.',
    }),
    n: t.exposeInt('n', { description: 'Number of examples tested.' }),
    verdict: t.field({
      type: VerdictRef,
      description: 'Result of the test.',
      resolve: (gain) => verdictOf(gain.with - gain.without, gain.pValue),
    }),
    majorityBaseline: t.exposeFloat('majorityBaseline', {
      nullable: true,
      description: 'Ranking figure of the majority-class baseline; null if undefined, as for regression.',
    }),
    belowBaseline: t.boolean({
      description:
        'Whether the student alone scores no higher than the majority-class baseline, which makes the gain hard to interpret.',
      resolve: ({ without, majorityBaseline }) => majorityBaseline !== null && without <= majorityBaseline,
    }),
  }),
});

export const SeedGainRef = builder.objectRef<GainOverSeeds>('GainOverSeeds').implement({
  description: 'Gain from retrieval over the seeds of one recipe.',
  fields: (t) => ({
    mean: t.exposeFloat('mean', {
      description: 'Mean over seeds of the fused score minus the score of the student alone.',
    }),
    sd: t.exposeFloat('sd', {
      nullable: true,
      description: 'Sample standard deviation over seeds; null for one seed.',
    }),
    n: t.exposeInt('n', { description: 'Number of seeds, not counting those with an undefined score.' }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: 'Two-sided p-value for the hypothesis of no gain; null if not tested.',
    }),
    test: t.exposeString('test', {
      nullable: true,
      description:
        'Test used: `mcnemar` or `paired-bootstrap` for one seed on one dataset; otherwise `seeds-and-examples`, the larger p-value of a t-test over seeds and of the combined tests over examples. Null if not tested.',
    }),
    verdict: t.field({
      type: VerdictRef,
      description: 'Result of the test.',
      resolve: ({ verdict }) => verdict,
    }),
    belowBaseline: t.exposeBoolean('belowBaseline', {
      description:
        'Whether the students alone score on average no higher than the majority-class baseline, which makes the gain hard to interpret.',
    }),
  }),
});

export const BaselineScoreRef = builder.objectRef<BaselineScore>('BaselineScore').implement({
  description: 'A score of the majority-class baseline, which predicts the same class for every example.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name of the score: `accuracy`, `f1`, `matthews`, `pearson` or `spearman`.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        'Accuracy of the most frequent class, F1 of always predicting the positive class, 0 for Matthews; null for correlations and for unlabeled data.',
    }),
  }),
});

export const OutcomeCountsRef = builder.objectRef<OutcomeCounts>('OutcomeCounts').implement({
  description: 'Number of predictions by the effect of retrieval.',
  fields: (t) => ({
    bothRight: t.exposeInt('BOTH_RIGHT', { description: 'Predictions correct without and with retrieval.' }),
    helped: t.exposeInt('HELPED', { description: 'Predictions correct only with retrieval.' }),
    hurt: t.exposeInt('HURT', { description: 'Predictions correct only without retrieval.' }),
    bothWrong: t.exposeInt('BOTH_WRONG', { description: 'Predictions wrong without and with retrieval.' }),
  }),
});
