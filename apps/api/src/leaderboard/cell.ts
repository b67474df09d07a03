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
  description:
    'One score of a task on one of its datasets, over the runs of a cell, of the cell’s predictor.',
  fields: (t) => ({
    dataset: t.exposeString('dataset', {
      description: 'Name of the dataset: `dev`; MNLI has `dev_matched` and `dev_mismatched`.',
    }),
    score: t.exposeString('score', { description: '`accuracy`, …' }),
    mean: t.float({
      nullable: true,
      description: 'Mean over the runs whose score is defined; null if none is.',
      resolve: ({ spread }) => spread.mean,
    }),
    sd: t.float({
      nullable: true,
      description: 'Its standard deviation over runs; null for one run.',
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
        description: 'Its mean; null if undefined.',
        resolve: ({ spread }) => spread.mean,
      }),
      sd: t.float({
        nullable: true,
        description: 'Its standard deviation; null for one run.',
        resolve: ({ spread }) => spread.sd,
      }),
    }),
  });

export const Cell = builder.objectRef<CellView>('LeaderboardCell').implement({
  description:
    'The seeds of a row in one column. Scores are at most 1; sd is that of a sample. Runs with an undefined score take part in no mean, rank or test.',
  fields: (t) => ({
    task: t.string({ description: 'Id of the task.', resolve: ({ cell }) => cell.task }),
    column: t.string({ description: 'Key of the column.', resolve: ({ cell }) => cell.column }),
    score: t.string({
      description:
        'The figure that ranks: `accuracy`, or `mean of f1 and accuracy` for a task with two scores.',
      resolve: ({ score }) => score,
    }),
    predictor: t.field({
      type: PredictorRef,
      description: 'Whose prediction `mean`, `sd`, `best`, `retention` and `parts` are of.',
      resolve: ({ cell }) => cell.predictor,
    }),
    n: t.int({
      description: 'Runs that count, the latest of each seed, with a defined score.',
      resolve: ({ cell }) => cell.main.n,
    }),
    undefinedRuns: t.int({
      description: 'Further runs, whose score is undefined.',
      resolve: ({ cell }) => cell.main.missing,
    }),
    seeds: t.intList({
      description: 'Seeds of the runs that count and of those with an undefined score.',
      resolve: ({ cell }) => cell.runs.flatMap(({ seed }) => (seed === null ? [] : [seed])),
    }),
    mean: t.float({
      nullable: true,
      description: 'Mean of the figure; null if it is undefined in every run.',
      resolve: ({ cell }) => cell.main.mean,
    }),
    sd: t.float({
      nullable: true,
      description: 'Its standard deviation over runs; null for one run.',
      resolve: ({ cell }) => cell.main.sd,
    }),
    best: t.float({
      nullable: true,
      description: 'The best of the runs.',
      resolve: ({ cell }) => cell.main.best,
    }),
    other: t.field({
      type: OtherFigure,
      nullable: true,
      description: 'The predictor that does not rank; null without retrieval.',
      resolve: ({ cell }) => cell.other,
    }),
    isBest: t.boolean({
      description:
        'Whether the mean is the highest of the column among the rows shown. False in a column with one contender, and for incomplete cells.',
      resolve: ({ cell }) => cell.mark?.best ?? false,
    }),
    tiedWithBest: t.boolean({
      description:
        'Whether a Welch t test over seeds does not tell the cell from the best (p ≥ 0.05), or could not be done: then `tiePValue` is null.',
      resolve: ({ cell }) => cell.mark?.tied ?? false,
    }),
    tiePValue: t.float({
      nullable: true,
      description:
        'Two-sided p-value of that test; null for the best, and if untested because either cell has fewer than two seeds.',
      resolve: ({ cell }) => cell.mark?.pValue ?? null,
    }),
    majorityBaseline: t.float({
      nullable: true,
      description: 'Figure of the majority-class baseline of the column; null for regression.',
      resolve: ({ majorityBaseline }) => majorityBaseline,
    }),
    belowBaseline: t.boolean({
      description: 'Whether the mean is no higher than the majority-class baseline.',
      resolve: ({ cell, majorityBaseline }) =>
        majorityBaseline !== null && cell.main.mean !== null && cell.main.mean <= majorityBaseline,
    }),
    alone: t.float({
      nullable: true,
      description: 'Mean of the student without its neighbors; null without retrieval.',
      resolve: ({ cell }) => cell.alone?.mean ?? null,
    }),
    aloneSd: t.float({
      nullable: true,
      description: 'Its standard deviation.',
      resolve: ({ cell }) => cell.alone?.sd ?? null,
    }),
    neighborsOnly: t.float({
      nullable: true,
      description: 'Mean of the neighbors alone (β = 0); null without retrieval.',
      resolve: ({ cell }) => cell.neighborsOnly?.mean ?? null,
    }),
    neighborsOnlySd: t.float({
      nullable: true,
      description: 'Its standard deviation.',
      resolve: ({ cell }) => cell.neighborsOnly?.sd ?? null,
    }),
    retrievalGain: t.field({
      type: SeedGainRef,
      nullable: true,
      description: 'What retrieval gained over the seeds, tested; null without retrieval.',
      resolve: ({ cell }) => cell.gain,
    }),
    gain: t.float({
      nullable: true,
      description: '`retrievalGain.mean`; null without retrieval.',
      resolve: ({ cell }) => cell.gain?.mean ?? null,
    }),
    gainSd: t.float({
      nullable: true,
      description: '`retrievalGain.sd`.',
      resolve: ({ cell }) => cell.gain?.sd ?? null,
    }),
    retention: t.float({
      nullable: true,
      description: 'Mean of the figure divided by the teacher’s; null for teachers.',
      resolve: ({ cell }) => cell.retention?.mean ?? null,
    }),
    retentionSd: t.float({
      nullable: true,
      description: 'Its standard deviation.',
      resolve: ({ cell }) => cell.retention?.sd ?? null,
    }),
    difference: t.float({
      nullable: true,
      description: 'mean − mean of the baseline row in this column; null without a baseline row.',
      resolve: differenceOf,
    }),
    differencePValue: t.float({
      nullable: true,
      description:
        'Two-sided p-value of a Welch t test of that difference over seeds; null with fewer than two.',
      resolve: differencePValueOf,
    }),
    differenceVerdict: t.field({
      type: VerdictRef,
      nullable: true,
      description:
        'What that test says: HELPS if the row scores higher than the baseline row, HURTS if lower; null without one.',
      resolve: (view): Verdict | null => {
        const difference = differenceOf(view);
        return difference === null ? null : verdictOf(difference, differencePValueOf(view));
      },
    }),
    complete: t.boolean({
      description: 'Whether whole splits of every dataset of the column were predicted.',
      resolve: ({ cell }) => cell.complete,
    }),
    parts: t.field({
      type: [Part],
      description: 'What it is made of: every score of the task on each dataset.',
      resolve: ({ cell }) => cell.parts,
    }),
    runs: t.field({
      type: [RunRef],
      description: 'The runs that count, in the order of their seeds.',
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
