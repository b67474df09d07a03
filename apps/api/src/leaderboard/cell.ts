import type { CellPart } from '@stillhouse/domain/leaderboard/cell-parts.ts';
import type { Spread } from '@stillhouse/domain/statistics/spread-of.ts';
import { welchT } from '@stillhouse/domain/statistics/student-t.ts';
import { type Verdict, verdictOf } from '@stillhouse/domain/statistics/verdict.ts';
import type { LeaderboardCell } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { PredictorRef } from '../evaluation/evaluation-ref.ts';
import { SeedGainRef, VerdictRef } from '../evaluation/parts.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';

/** A cell, and the one it is compared with. */
export interface CellView {
  cell: LeaderboardCell;
  /** Name of the figure. */
  score: string;
  majorityBaseline: number | null;
  /** The cell of the baseline row in the same column. */
  compared: LeaderboardCell | null;
}

const Part = builder.objectRef<CellPart>('LeaderboardPart').implement({
  description: 'One score of a task on one of its datasets, over the runs of a cell.',
  fields: (t) => ({
    dataset: t.exposeString('dataset', {
      description: 'Name of the dataset: `dev`; MNLI has `dev_matched` and `dev_mismatched`.',
    }),
    score: t.exposeString('score', {
      description: 'Name of the score: `accuracy`, `f1`, `matthews`, `pearson` or `spearman`.',
    }),
    mean: t.float({
      nullable: true,
      description: 'Mean over the runs whose score is defined; null if there is none.',
      resolve: ({ spread }) => spread.mean,
    }),
    sd: t.float({
      nullable: true,
      description: 'Sample standard deviation over runs; null for one run.',
      resolve: ({ spread }) => spread.sd,
    }),
  }),
});

const OtherFigure = builder
  .objectRef<{ predictor: 'STUDENT' | 'FUSED'; spread: Spread }>('LeaderboardOtherFigure')
  .implement({
    description: 'The figure of the predictor that does not rank, over the runs of a cell.',
    fields: (t) => ({
      predictor: t.field({
        type: PredictorRef,
        description: 'STUDENT or FUSED.',
        resolve: ({ predictor }) => predictor,
      }),
      mean: t.float({
        nullable: true,
        description: 'Mean over runs; null if undefined.',
        resolve: ({ spread }) => spread.mean,
      }),
      sd: t.float({
        nullable: true,
        description: 'Sample standard deviation over runs; null for one run.',
        resolve: ({ spread }) => spread.sd,
      }),
    }),
  });

export const Cell = builder.objectRef<CellView>('LeaderboardCell').implement({
  description:
    'The results of a row in one column, over seeds. Scores are at most 1; standard deviations are of the sample. Runs with an undefined score are left out of means, ranks and tests.',
  fields: (t) => ({
    task: t.string({ description: 'Id of the task.', resolve: ({ cell }) => cell.task }),
    column: t.string({ description: 'Key of the column.', resolve: ({ cell }) => cell.column }),
    score: t.string({
      description:
        'Name of the ranking figure: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
      resolve: ({ score }) => score,
    }),
    predictor: t.field({
      type: PredictorRef,
      description: 'Predictor that `mean`, `sd`, `best`, `retention` and `parts` belong to.',
      resolve: ({ cell }) => cell.predictor,
    }),
    n: t.int({
      description: 'Number of runs with a defined score, the latest of each seed.',
      resolve: ({ cell }) => cell.main.n,
    }),
    undefinedRuns: t.int({
      description: 'Number of further runs whose score is undefined.',
      resolve: ({ cell }) => cell.main.missing,
    }),
    seeds: t.intList({
      description: 'Seeds of all these runs, including those with an undefined score.',
      resolve: ({ cell }) => cell.runs.flatMap(({ seed }) => (seed === null ? [] : [seed])),
    }),
    mean: t.float({
      nullable: true,
      description: 'Mean of the ranking figure; null if it is undefined in every run.',
      resolve: ({ cell }) => cell.main.mean,
    }),
    sd: t.float({
      nullable: true,
      description: 'Sample standard deviation over runs; null for one run.',
      resolve: ({ cell }) => cell.main.sd,
    }),
    best: t.float({
      nullable: true,
      description: 'Highest ranking figure of the runs; null if it is undefined in every run.',
      resolve: ({ cell }) => cell.main.best,
    }),
    other: t.field({
      type: OtherFigure,
      nullable: true,
      description: 'Figure of the predictor that does not rank; null without retrieval.',
      resolve: ({ cell }) => cell.other,
    }),
    isBest: t.boolean({
      description:
        'Whether the mean is the highest in the column among the rows shown. False in a column with only one candidate, and for incomplete cells.',
      resolve: ({ cell }) => cell.mark?.best ?? false,
    }),
    tiedWithBest: t.boolean({
      description:
        'Whether the cell does not differ significantly from the best (Welch’s t-test over seeds, p ≥ 0.05), or could not be tested, in which case `tiePValue` is null.',
      resolve: ({ cell }) => cell.mark?.tied ?? false,
    }),
    tiePValue: t.float({
      nullable: true,
      description:
        'Two-sided p-value of that test; null for the best cell, and if untested: either cell has fewer than two seeds, or the seeds of neither differ.',
      resolve: ({ cell }) => cell.mark?.pValue ?? null,
    }),
    majorityBaseline: t.float({
      nullable: true,
      description: 'Ranking figure of the majority-class baseline of the column; null for regression.',
      resolve: ({ majorityBaseline }) => majorityBaseline,
    }),
    belowBaseline: t.boolean({
      description: 'Whether the mean is no higher than the majority-class baseline.',
      resolve: ({ cell, majorityBaseline }) =>
        majorityBaseline !== null && cell.main.mean !== null && cell.main.mean <= majorityBaseline,
    }),
    alone: t.float({
      nullable: true,
      description: 'Mean of the student alone; null without retrieval, or if undefined.',
      resolve: ({ cell }) => cell.alone?.mean ?? null,
    }),
    aloneSd: t.float({
      nullable: true,
      description: 'Sample standard deviation of `alone`; null for one run.',
      resolve: ({ cell }) => cell.alone?.sd ?? null,
    }),
    neighborsOnly: t.float({
      nullable: true,
      description: 'Mean of the neighbors alone (β = 0); null without retrieval, or if undefined.',
      resolve: ({ cell }) => cell.neighborsOnly?.mean ?? null,
    }),
    neighborsOnlySd: t.float({
      nullable: true,
      description: 'Sample standard deviation of `neighborsOnly`; null for one run.',
      resolve: ({ cell }) => cell.neighborsOnly?.sd ?? null,
    }),
    retrievalGain: t.field({
      type: SeedGainRef,
      nullable: true,
      description: 'Gain from retrieval over the seeds, with its test; null without retrieval.',
      resolve: ({ cell }) => cell.gain,
    }),
    gain: t.float({
      nullable: true,
      description: '`retrievalGain.mean`; null without retrieval.',
      resolve: ({ cell }) => cell.gain?.mean ?? null,
    }),
    gainSd: t.float({
      nullable: true,
      description: '`retrievalGain.sd`; null without retrieval, and for one seed.',
      resolve: ({ cell }) => cell.gain?.sd ?? null,
    }),
    retention: t.float({
      nullable: true,
      description: 'Mean of the ranking figure divided by the teacher’s; null for teachers.',
      resolve: ({ cell }) => cell.retention?.mean ?? null,
    }),
    retentionSd: t.float({
      nullable: true,
      description: 'Sample standard deviation of `retention`; null for one run.',
      resolve: ({ cell }) => cell.retention?.sd ?? null,
    }),
    difference: t.float({
      nullable: true,
      description: 'Mean minus the mean of the baseline row in this column; null without a baseline row.',
      resolve: differenceOf,
    }),
    differencePValue: t.float({
      nullable: true,
      description:
        'Two-sided p-value of Welch’s t-test of that difference over seeds; null with fewer than two seeds, and if the seeds of neither row differ.',
      resolve: differencePValueOf,
    }),
    differenceVerdict: t.field({
      type: VerdictRef,
      nullable: true,
      description:
        'Result of that test: HELPS if the row scores higher than the baseline row, HURTS if lower; null without a baseline row.',
      resolve: (view): Verdict | null => {
        const difference = differenceOf(view);
        return difference === null ? null : verdictOf(difference, differencePValueOf(view));
      },
    }),
    complete: t.boolean({
      description: 'Whether every dataset of the column was predicted completely.',
      resolve: ({ cell }) => cell.complete,
    }),
    parts: t.field({
      type: [Part],
      description: 'Every score of the task on each dataset.',
      resolve: ({ cell }) => cell.parts,
    }),
    runs: t.field({
      type: [RunRef],
      description: 'The runs that the cell is computed from, ordered by seed.',
      resolve: ({ cell }, _args, context) =>
        Promise.all(cell.runs.map(async ({ run }) => must(await runById(context).load(run)))),
    }),
  }),
});

function differenceOf({ cell, compared }: CellView): number | null {
  const [here, there] = [cell.main.mean, compared?.main.mean ?? null];
  return here === null || there === null ? null : here - there;
}

function differencePValueOf({ cell, compared }: CellView): number | null {
  const [here, there] = [cell.main.mean, compared?.main.mean ?? null];
  if (here === null || there === null || compared === null || compared === cell) return null;
  return welchT({ ...cell.main, mean: here }, { ...compared.main, mean: there });
}
