import type { PredictionRow } from '@stillhouse/prisma/evaluation/predictions-by-index.ts';
import type { Context } from '../context.ts';
import { labeled, labelName, Probability } from '../dataset/dataset.ts';
import { OutcomeRef } from '../evaluation/evaluation.ts';
import { EvaluationRef, evaluationById } from '../evaluation/evaluation-ref.ts';
import { type Neighbor, NeighborRef, weighted } from '../knowledge-base/neighbor.ts';
import { builder } from '../schema/builder.ts';
import { checkFirst } from '../schema/limits.ts';
import { must } from '../schema/must.ts';
import { PredictionRef, predictionByIndex, predictionId } from './prediction-ref.ts';

const distribution = { field: 1, multiplier: 1 };

builder.node(PredictionRef, {
  description: 'The predictions for one example: of the student, its neighbors, both mixed, and the teacher.',
  id: { resolve: predictionId },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => predictionById(id, context))),
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Index of the example in the dataset, from 0.' }),
    key: t.exposeString('key', { description: 'Name of the example in its source file.' }),
    text: t.exposeStringList('texts', { description: 'Text of the example, or its pair of texts.' }),
    gold: t.string({
      nullable: true,
      description: 'Gold label, for regression the gold score as text; null if there is none.',
      resolve: ({ label, labels }) => labelName(label, labels),
    }),
    goldScore: t.float({
      nullable: true,
      description: 'Gold score of a regression example; null if there is none, and for classification.',
      resolve: ({ label, labels }) => (labels.length === 0 ? label : null),
    }),
    student: t.field({
      type: [Probability],
      description: 'The model’s own probabilities by class; for regression its predicted score.',
      complexity: distribution,
      resolve: ({ student, labels }) => labeled(student, labels),
    }),
    retrieved: t.field({
      type: [Probability],
      nullable: true,
      description: 'Weighted soft labels of the neighbors; null without retrieval.',
      complexity: distribution,
      resolve: ({ retrieved, labels }) => retrieved && labeled(retrieved, labels),
    }),
    fused: t.field({
      type: [Probability],
      nullable: true,
      description: 'β·student + (1 − β)·retrieved; null without retrieval.',
      complexity: distribution,
      resolve: ({ fused, labels }) => fused && labeled(fused, labels),
    }),
    teacher: t.field({
      type: [Probability],
      nullable: true,
      description: 'The teacher’s probabilities by class; null if not recorded.',
      complexity: distribution,
      resolve: ({ teacher, labels }) => teacher && labeled(teacher, labels),
    }),
    outcome: t.field({
      type: OutcomeRef,
      nullable: true,
      description: 'Effect of retrieval; null without retrieval, without a gold label, and for regression.',
      resolve: ({ outcome }) => outcome,
    }),
    neighbors: t.field({
      type: [NeighborRef],
      description:
        'The neighbors that the prediction was mixed with, nearest first; with `first`, that many of the stored neighbors.',
      args: { first: t.arg.int({ description: 'Number of neighbors, 1 to 100; default: K of the policy.' }) },
      complexity: ({ first }) => ({ field: 1, multiplier: first ?? 10 }),
      resolve: (prediction, { first }) => storedNeighbors(prediction, first ?? null),
    }),
    evaluation: t.field({
      type: EvaluationRef,
      description: 'Evaluation that the prediction belongs to.',
      resolve: async ({ evaluation }, _args, context) => must(await evaluationById(context).load(evaluation)),
    }),
  }),
});

/** Weights are over the policy's K, as they were used; a neighbor beyond K counted for nothing. */
function storedNeighbors(prediction: PredictionRow, first: number | null): Neighbor[] {
  const { neighborIndices, neighborSimilarities, knowledgeBase, k, temperature } = prediction;
  if (!neighborIndices || !neighborSimilarities || !knowledgeBase || k === null || temperature === null)
    return [];
  const found = neighborIndices.map((index, i) => ({ index, similarity: neighborSimilarities[i] ?? 0 }));
  const used = weighted(knowledgeBase, found.slice(0, k), temperature);
  const others = weighted(knowledgeBase, found, temperature)
    .slice(k)
    .map((neighbor) => ({ ...neighbor, weight: 0 }));
  return [...used, ...others].slice(0, first === null ? k : checkFirst(first));
}

function predictionById(id: string, context: Context): Promise<PredictionRow | null> {
  const [evaluation = '', index = ''] = id.split(':');
  if (!/^\d{1,9}$/.test(index)) return Promise.resolve(null);
  return predictionByIndex(context).load({ evaluation, index: Number(index) });
}
