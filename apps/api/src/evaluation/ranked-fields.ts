import { majorityBaseline } from '@stillhouse/domain/score/majority-baseline.ts';
import { builder } from '../schema/builder.ts';
import { EvaluationRef, PredictorRef } from './evaluation-ref.ts';
import {
  figuresOf,
  type PredictorFigure,
  rankedFigure,
  rankingPredictor,
  undefinedScores,
} from './figures.ts';
import { figureName, labelCounts } from './gain.ts';
import { BaselineScoreRef } from './parts.ts';

export const PredictorFigureRef = builder.objectRef<PredictorFigure>('PredictorFigure').implement({
  description: 'The ranking figure of one predictor.',
  fields: (t) => ({
    predictor: t.field({
      type: PredictorRef,
      description: 'Predictor that was scored.',
      resolve: ({ predictor }) => predictor,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'Value, at most 1; null if the score is undefined or the evaluation is not finished.',
    }),
  }),
});

interface Ranked extends PredictorFigure {
  score: string;
  other: PredictorFigure | null;
}

export const RankedFigureRef = builder.objectRef<Ranked>('RankedFigure').implement({
  description: 'The figure that ranks an evaluation, with the predictor that it belongs to.',
  fields: (t) => ({
    score: t.exposeString('score', {
      description: 'Name of the figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
    }),
    predictor: t.field({
      type: PredictorRef,
      description: 'Predictor that ranks, as in `Evaluation.rankedBy`.',
      resolve: ({ predictor }) => predictor,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'Value, at most 1; null if the score is undefined or the evaluation is not finished.',
    }),
    other: t.field({
      type: PredictorFigureRef,
      nullable: true,
      description:
        'Figure of the predictor that does not rank: the student alone if FUSED ranks, otherwise FUSED; null without retrieval.',
      resolve: ({ other }) => other,
    }),
  }),
});

builder.objectFields(EvaluationRef, (t) => ({
  rankedBy: t.field({
    type: PredictorRef,
    description:
      'Predictor that ranks: the one that the objective is meant for (FUSED for ReAugKD; STUDENT for KD, PKD and fine-tuning). For an EXTERNAL run, FUSED if it retrieved; for a teacher, TEACHER. STUDENT without retrieval.',
    resolve: (evaluation, _args, context) => rankingPredictor(evaluation, context),
  }),
  result: t.field({
    type: RankedFigureRef,
    description: 'The ranking figure with its predictor, and the figure of the other predictor.',
    resolve: async (evaluation, _args, context) => {
      const [figures, predictor] = await Promise.all([
        figuresOf(evaluation, context),
        rankingPredictor(evaluation, context),
      ]);
      return { score: figureName(figures.task, figures.scores), ...rankedFigure(figures, predictor) };
    },
  }),
  majorityBaseline: t.field({
    type: [BaselineScoreRef],
    description: 'Each of the task’s scores for the majority-class baseline on this dataset.',
    resolve: async (evaluation, _args, context) => {
      const { task, dataset } = await figuresOf(evaluation, context);
      return majorityBaseline(task, labelCounts(dataset));
    },
  }),
  undefinedScores: t.int({
    description:
      'Number of undefined ranking scores, over all predictors. Undefined scores are left out of means, ranks and tests.',
    resolve: async (evaluation, _args, context) => undefinedScores(await figuresOf(evaluation, context)),
  }),
}));
