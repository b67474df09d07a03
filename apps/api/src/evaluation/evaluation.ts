import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import { outcomeCounts } from '@stillhouse/prisma/evaluation/outcome-counts.ts';
import { countPredictions, predictionPages } from '@stillhouse/prisma/evaluation/prediction-page.ts';
import type { Evaluation } from '@stillhouse/prisma/generated/client.ts';
import type { Context } from '../context.ts';
import { DatasetRef, datasetByDigest, SplitRef } from '../dataset/dataset.ts';
import { KnowledgeBaseRef, knowledgeBaseById } from '../knowledge-base/knowledge-base-ref.ts';
import { PredictionConnection, PredictionRef, predictionByIndex } from '../prediction/prediction-ref.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { afterIndex, pageOf } from '../schema/connection.ts';
import { bareId } from '../schema/global-id.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { perOwner, perRequest } from '../schema/per-request.ts';
import {
  EvaluationRef,
  evaluationById,
  evaluationsOfRun,
  PredictorRef,
  scoresOfEvaluation,
} from './evaluation-ref.ts';
import { type Figures, figuresOf, rankingPredictor } from './figures.ts';
import { figureOf, gainOf } from './gain.ts';
import { GainRef, LatencyRef, OutcomeCountsRef, PolicyRef, ScoreRef } from './parts.ts';

const countsOf = perRequest(async (ids: readonly string[], { db }: Context) => {
  const counts = await outcomeCounts(db, ids);
  return ids.map((id) => counts.get(id) ?? null);
});

const predictionsOf = perOwner(
  (evaluations: readonly string[], page: Parameters<typeof predictionPages>[2], { db }: Context) =>
    predictionPages(db, evaluations, page),
);

const predictionCountOf = perOwner(
  (evaluations: readonly string[], outcome: Outcome | null, { db }: Context) =>
    countPredictions(db, evaluations, outcome),
);

export const OutcomeRef = builder.enumType('Outcome', {
  description: 'Effect of retrieval on one prediction: the student alone compared with the fused prediction.',
  values: {
    BOTH_RIGHT: { description: 'Correct without and with retrieval.' },
    HELPED: { description: 'Correct only with retrieval.' },
    HURT: { description: 'Correct only without retrieval.' },
    BOTH_WRONG: { description: 'Wrong without and with retrieval.' },
  } as const,
});

const gainIn = ({ evaluation, dataset, task, scores }: Figures) => gainOf(evaluation, dataset, task, scores);

const datasetOf = async (evaluation: Evaluation, context: Context) =>
  must(await datasetByDigest(context).load(evaluation.datasetDigest));

async function exactBeside(
  evaluation: Evaluation,
  _args: object,
  context: Context,
): Promise<Evaluation | null> {
  if (evaluation.search !== 'HNSW') return null;
  const same = ['datasetDigest', 'knowledgeBaseId', 'k', 'temperature', 'beta'] as const;
  const others = await evaluationsOfRun(context).load(evaluation.runId);
  const beside = others.filter(
    (other) => other.search === 'EXACT' && same.every((field) => other[field] === evaluation[field]),
  );
  return beside.at(-1) ?? null;
}

builder.node(EvaluationRef, {
  description: 'The predictions and scores of a run’s model on one dataset, under one retrieval policy.',
  id: { resolve: ({ id }) => id },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => evaluationById(context).load(id))),
  fields: (t) => ({
    run: t.field({
      type: RunRef,
      description: 'Run whose model was evaluated.',
      resolve: async ({ runId }, _args, context) => must(await runById(context).load(runId)),
    }),
    dataset: t.field({
      type: DatasetRef,
      description: 'Dataset that was evaluated on.',
      resolve: (evaluation, _args, context) => datasetOf(evaluation, context),
    }),
    split: t.field({
      type: SplitRef,
      description: 'Split of the dataset.',
      resolve: async (evaluation, _args, context) => (await datasetOf(evaluation, context)).split,
    }),
    policy: t.field({
      type: PolicyRef,
      nullable: true,
      description: 'Retrieval settings; null without retrieval.',
      resolve: ({ k, temperature, beta, search, efSearch }) =>
        k === null || temperature === null || beta === null || search === null
          ? null
          : { k, temperature, beta, search, efSearch },
    }),
    policyChosenOn: t.exposeString('policyChosenOn', {
      nullable: true,
      description: 'Examples that K, τ and β were chosen on; null without retrieval, or if not recorded.',
    }),
    knowledgeBase: t.field({
      type: KnowledgeBaseRef,
      nullable: true,
      description: 'Knowledge base that was searched; null without retrieval.',
      resolve: ({ knowledgeBaseId }, _args, context) =>
        knowledgeBaseId === null ? null : knowledgeBaseById(context).load(knowledgeBaseId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the evaluation started.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the evaluation finished; null before.',
    }),
    scores: t.field({
      type: [ScoreRef],
      description: 'Every score of every predictor, computed from the stored predictions.',
      resolve: ({ id }, _args, context) => scoresOfEvaluation(context).load(id),
    }),
    score: t.float({
      nullable: true,
      description:
        'One score; null if it is undefined. Without `name`, the ranking figure: the mean of the task’s scores. Without `predictor`, that of the ranking predictor (`rankedBy`).',
      args: {
        name: t.arg.string({
          description: 'Name of the score: `accuracy`, `f1`, `matthews`, `pearson` or `spearman`.',
        }),
        predictor: t.arg({ type: PredictorRef, description: 'Predictor to score.' }),
      },
      resolve: async (evaluation, args, context) => {
        const { task, scores } = await figuresOf(evaluation, context);
        const predictor = args.predictor ?? (await rankingPredictor(evaluation, context));
        if (args.name == null) return figureOf(task, scores, predictor);
        return (
          scores.find(({ name, predictor: of }) => name === args.name && of === predictor)?.value ?? null
        );
      },
    }),
    gain: t.field({
      type: GainRef,
      nullable: true,
      description: 'Gain from retrieval; null without retrieval, or if a score is undefined.',
      resolve: async (evaluation, _args, context) => gainIn(await figuresOf(evaluation, context)),
    }),
    recallAtK: t.exposeFloat('recallAtK', {
      nullable: true,
      description:
        'Share of the exact K nearest neighbors that the search found, 0 to 1; null if not measured.',
    }),
    exact: t.field({
      type: EvaluationRef,
      nullable: true,
      description:
        'For an HNSW evaluation, the exact-search evaluation of the same run, dataset, knowledge base, K, τ and β; null if there is none.',
      resolve: exactBeside,
    }),
    scoreChange: t.float({
      nullable: true,
      description: 'Ranking score with HNSW minus the score of `exact`; null if there is no such evaluation.',
      resolve: async (evaluation, _args, context) => {
        const exact = await exactBeside(evaluation, {}, context);
        if (!exact) return null;
        const [here, there] = await Promise.all(
          [evaluation, exact].map(async (each) => {
            const { task, scores } = await figuresOf(each, context);
            return figureOf(task, scores, 'FUSED');
          }),
        );
        return here == null || there == null ? null : here - there;
      },
    }),
    latency: t.field({
      type: LatencyRef,
      nullable: true,
      description: 'Time per prediction; null if not measured.',
      resolve: ({ studentP50, studentP95, retrievalP50, retrievalP95, latencyLoad, latencyQuiet }) =>
        studentP50 === null || studentP95 === null
          ? null
          : { studentP50, studentP95, retrievalP50, retrievalP95, load: latencyLoad, quiet: latencyQuiet },
    }),
    outcomes: t.field({
      type: OutcomeCountsRef,
      nullable: true,
      description:
        'Number of predictions by the effect of retrieval; null without retrieval, and for regression.',
      resolve: async (evaluation, _args, context) => {
        const { labels } = await datasetOf(evaluation, context);
        return evaluation.k === null || labels.length === 0 ? null : countsOf(context).load(evaluation.id);
      },
    }),
    predictions: t.field({
      type: PredictionConnection,
      description: 'The predictions, in dataset order.',
      args: {
        outcome: t.arg({ type: OutcomeRef, description: 'Return only predictions with this outcome.' }),
        first: t.arg.int({ required: true, description: 'Page size, 1 to 100.' }),
        after: t.arg.string({ description: '`endCursor` of the previous page.' }),
      },
      complexity: pageCost,
      resolve: async ({ id }, args, context) => {
        const outcome = args.outcome ?? null;
        const limit = checkFirst(args.first) + 1;
        const page = { outcome, after: afterIndex(args.after), limit };
        const rows = await predictionsOf(context).load({ owner: id, args: page });
        return pageOf(rows, args, {
          cursorOf: ({ index }) => [index],
          count: () => predictionCountOf(context).load({ owner: id, args: outcome }),
        });
      },
    }),
    prediction: t.field({
      type: PredictionRef,
      nullable: true,
      description: 'One prediction, by the index of its example; null if there is none.',
      args: {
        index: t.arg.int({ required: true, description: 'Index of the example in the dataset, from 0.' }),
      },
      resolve: ({ id }, { index }, context) => predictionByIndex(context).load({ evaluation: id, index }),
    }),
  }),
});

builder.queryField('evaluation', (t) =>
  t.field({
    type: EvaluationRef,
    nullable: true,
    description: 'An evaluation by its id; null if there is none.',
    args: {
      id: t.arg.id({ required: true, description: 'Global id, or the UUID that the client generated.' }),
    },
    resolve: (_root, { id }, context) => evaluationById(context).load(bareId('Evaluation', String(id), 'id')),
  }),
);
