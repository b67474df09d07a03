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

export const VerdictRef = builder.enumType('Verdict', {
  description: 'What a test says about a difference, at a significance level of 0.05.',
  values: {
    HELPS: { description: 'Retrieval raises the score: p < 0.05.' },
    HURTS: { description: 'Retrieval lowers the score: p < 0.05.' },
    UNDECIDED: { description: 'The difference may be chance: p ≥ 0.05, or nothing was tested.' },
  } as const,
});

export const ScoreRef = builder.objectRef<Score>('Score').implement({
  description: 'A score of one predictor.',
  fields: (t) => ({
    predictor: t.field({ type: PredictorRef, description: 'Whose.', resolve: ({ predictor }) => predictor }),
    name: t.exposeString('name', { description: '`accuracy`, `f1`, `matthews`, `pearson`, `spearman`.' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        'At most 1; null if the score is undefined, such as the correlation of constant predictions.',
    }),
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
    load: t.exposeFloat('load', {
      nullable: true,
      description:
        'Runnable processes per core while it was measured, without this one; null if it was not recorded, and for means.',
    }),
    quiet: t.exposeBoolean('quiet', {
      nullable: true,
      description:
        'Whether the machine was quiet enough for the figures to be compared. False for figures taken under load; null if unknown. Only quiet figures rank.',
    }),
  }),
});

export const GainRef = builder.objectRef<Gain>('RetrievalGain').implement({
  description: 'What retrieval gained in one evaluation, by the figure that ranks.',
  fields: (t) => ({
    score: t.exposeString('score', {
      description: 'The figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
    }),
    without: t.exposeFloat('without', { description: 'The student alone.' }),
    with: t.exposeFloat('with', { description: 'With retrieval.' }),
    gain: t.float({ description: 'with − without.', resolve: (gain) => gain.with - gain.without }),
    neighborsOnly: t.exposeFloat('neighborsOnly', {
      nullable: true,
      description: 'The neighbors alone (β = 0); null if the score is undefined.',
    }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: 'Two-sided p-value of no difference; null if nothing was tested.',
    }),
    test: t.exposeString('test', {
      nullable: true,
      description: '`mcnemar` (exact) or `paired-bootstrap`; null if nothing was tested.',
    }),
    n: t.exposeInt('n', { description: 'Examples that the test is over.' }),
    verdict: t.field({
      type: VerdictRef,
      description: 'What the test says.',
      resolve: (gain) => verdictOf(gain.with - gain.without, gain.pValue),
    }),
    majorityBaseline: t.exposeFloat('majorityBaseline', {
      nullable: true,
      description:
        'The same figure of the best constant prediction; null if it is undefined, as for regression.',
    }),
    belowBaseline: t.boolean({
      description:
        'Whether the student alone scores no higher than the majority-class baseline, so that the gain says little.',
      resolve: ({ without, majorityBaseline }) => majorityBaseline !== null && without <= majorityBaseline,
    }),
  }),
});

export const SeedGainRef = builder.objectRef<GainOverSeeds>('GainOverSeeds').implement({
  description: 'What retrieval gained over the seeds of one recipe.',
  fields: (t) => ({
    mean: t.exposeFloat('mean', { description: 'Mean over seeds of fused − student alone.' }),
    sd: t.exposeFloat('sd', { nullable: true, description: 'Its standard deviation; null for one seed.' }),
    n: t.exposeInt('n', { description: 'Seeds; those with an undefined score are left out.' }),
    pValue: t.exposeFloat('pValue', {
      nullable: true,
      description: 'Two-sided p-value of no gain; null if nothing was tested.',
    }),
    test: t.exposeString('test', {
      nullable: true,
      description:
        '`mcnemar` or `paired-bootstrap` for one seed on one dataset; else `seeds-and-examples`: the greater p-value of a t test over seeds and of the combined tests over examples. Null if nothing was tested.',
    }),
    verdict: t.field({
      type: VerdictRef,
      description: 'What the test says.',
      resolve: ({ verdict }) => verdict,
    }),
    belowBaseline: t.exposeBoolean('belowBaseline', {
      description:
        'Whether the students alone score no higher than the majority-class baseline on average, so that the gain says little.',
    }),
  }),
});

export const BaselineScoreRef = builder.objectRef<BaselineScore>('BaselineScore').implement({
  description: 'A score of the majority-class baseline, which gives every example the same class.',
  fields: (t) => ({
    name: t.exposeString('name', { description: '`accuracy`, `f1`, …' }),
    value: t.exposeFloat('value', {
      nullable: true,
      description:
        'Accuracy of the most frequent class, F1 of the positive class predicted throughout, 0 for Matthews; null for correlations, and without gold labels.',
    }),
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
