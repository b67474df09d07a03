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
  description: 'The figure of one predictor.',
  fields: (t) => ({
    predictor: t.field({
      type: PredictorRef,
      description: 'Whose prediction was scored.',
      resolve: ({ predictor }) => predictor,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'At most 1; null if the score is undefined or the evaluation is not finished.',
    }),
  }),
});

interface Ranked extends PredictorFigure {
  score: string;
  other: PredictorFigure | null;
}

export const RankedFigureRef = builder.objectRef<Ranked>('RankedFigure').implement({
  description: 'The figure that ranks an evaluation, labeled with the predictor it is of.',
  fields: (t) => ({
    score: t.exposeString('score', {
      description: 'The figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
    }),
    predictor: t.field({
      type: PredictorRef,
      description: 'Whose prediction ranks, as `Evaluation.rankedBy`.',
      resolve: ({ predictor }) => predictor,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'At most 1; null if the score is undefined or the evaluation is not finished.',
    }),
    other: t.field({
      type: PredictorFigureRef,
      nullable: true,
      description:
        'The predictor that does not rank: the student alone next to FUSED, FUSED next to the student alone; null without retrieval.',
      resolve: ({ other }) => other,
    }),
  }),
});

builder.objectFields(EvaluationRef, (t) => ({
  rankedBy: t.field({
    type: PredictorRef,
    description:
      'Whose prediction ranks: what the objective is meant for (FUSED for ReAugKD, STUDENT for KD, PKD and fine-tuning); for an EXTERNAL run FUSED if it retrieved; TEACHER for a teacher. STUDENT without retrieval.',
    resolve: (evaluation, _args, context) => rankingPredictor(evaluation, context),
  }),
  result: t.field({
    type: RankedFigureRef,
    description: 'The figure that ranks, with the predictor it is of and the other predictor next to it.',
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
    description: 'Each of the task’s scores of the majority-class baseline on the same dataset.',
    resolve: async (evaluation, _args, context) => {
      const { task, dataset } = await figuresOf(evaluation, context);
      return majorityBaseline(task, labelCounts(dataset));
    },
  }),
  undefinedScores: t.int({
    description:
      'Ranking scores, of any predictor, that are undefined: such figures take part in no mean, rank or test.',
    resolve: async (evaluation, _args, context) => undefinedScores(await figuresOf(evaluation, context)),
  }),
}));
