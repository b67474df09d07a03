import { majorityFigure } from '@stillhouse/domain/score/majority-baseline.ts';
import { meanScore } from '@stillhouse/domain/score/tuning-score.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Context } from '../context.ts';
import { EvaluationRef, evaluationsOfRun } from '../evaluation/evaluation-ref.ts';
import {
  type Figures,
  figuresOf,
  type PredictorFigure,
  rankedFigure,
  rankingPredictor,
} from '../evaluation/figures.ts';
import { figureName, gainOf, labelCounts } from '../evaluation/gain.ts';
import { GainRef } from '../evaluation/parts.ts';
import { RankedFigureRef } from '../evaluation/ranked-fields.ts';
import { builder } from '../schema/builder.ts';
import { RunRef } from './run-ref.ts';

interface RunResult {
  task: Task;
  reported: Figures[];
  figure: PredictorFigure & { score: string; other: PredictorFigure | null };
}

const RunResultRef = builder.objectRef<RunResult>('RunResult').implement({
  description:
    'The ranking figure of a run, as on the leaderboard: on the dev split of its own task, mean over the datasets if the split has several.',
  fields: (t) => ({
    figure: t.field({
      type: RankedFigureRef,
      description: 'The ranking figure with its predictor, and the figure of the other predictor.',
      resolve: ({ figure }) => figure,
    }),
    gain: t.field({
      type: GainRef,
      nullable: true,
      description: 'Gain from retrieval; null without retrieval, and for a mean over several datasets.',
      resolve: ({ reported, task }) => {
        const [only, ...others] = reported;
        return only && others.length === 0 ? gainOf(only.evaluation, only.dataset, task, only.scores) : null;
      },
    }),
    majorityBaseline: t.float({
      nullable: true,
      description: 'Ranking figure of the majority-class baseline; null for regression.',
      resolve: ({ reported, task }) =>
        meanScore(reported.map(({ dataset }) => majorityFigure(task, labelCounts(dataset)))),
    }),
    complete: t.boolean({
      description: 'Whether every dataset was predicted completely.',
      resolve: ({ reported }) => reported.every(({ dataset }) => dataset.complete),
    }),
    evaluations: t.field({
      type: [EvaluationRef],
      description: 'Evaluations that the figure is computed from, one for each dataset.',
      resolve: ({ reported }) => reported.map(({ evaluation }) => evaluation),
    }),
  }),
});

builder.objectField(RunRef, 'result', (t) =>
  t.field({
    type: RunResultRef,
    nullable: true,
    description:
      'Result on the dev split of the run’s task; if there is none, on another split of the task, otherwise on another task. Null until an evaluation is finished.',
    resolve: async (run, _args, context) => {
      const evaluations = await evaluationsOfRun(context).load(run.id);
      const finished = evaluations.filter(
        ({ finishedAt, search }) => finishedAt !== null && search !== 'HNSW',
      );
      const all = await Promise.all(finished.map((evaluation) => figuresOf(evaluation, context)));
      return resultOf(nearest(all, run.task), context);
    },
  }),
);

/** Of each dataset the evaluation that counts; then those of the split nearest to the run's own dev split, whole ones before parts. */
function nearest(all: readonly Figures[], task: string | null): Figures[] {
  const reported = [...new Set(all.map(({ dataset }) => dataset.digest))].flatMap((digest) => {
    const here = all.filter(({ dataset }) => dataset.digest === digest);
    const chosen = here.findLast(({ evaluation }) => evaluation.search === 'EXACT') ?? here.at(-1);
    return chosen ? [chosen] : [];
  });
  const distance = ({ dataset }: Figures) => (dataset.task !== task ? 2 : dataset.split === 'DEV' ? 0 : 1);
  const [first] = [...reported].sort((a, b) => distance(a) - distance(b));
  if (!first) return [];
  const alike = reported.filter(
    ({ dataset }) => dataset.task === first.dataset.task && dataset.split === first.dataset.split,
  );
  const complete = alike.some(({ dataset }) => dataset.complete);
  return alike.filter(({ dataset }) => dataset.complete === complete);
}

async function resultOf(reported: Figures[], context: Context): Promise<RunResult | null> {
  const [first] = reported;
  if (!first) return null;
  const predictor = await rankingPredictor(first.evaluation, context);
  const figures = reported.map((each) => rankedFigure(each, predictor));
  const other = figures[0]?.other ?? null;
  return {
    task: first.task,
    reported,
    figure: {
      score: figureName(first.task, first.scores),
      predictor,
      value: meanScore(figures.map(({ value }) => value)),
      other: other && { ...other, value: meanScore(figures.map((figure) => figure.other?.value ?? null)) },
    },
  };
}
