import type { LeaderboardCell, LeaderboardPart } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { RunRef, runById } from '../run/run-ref.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';

/** A cell, and the mean of the row it is compared with. */
export interface CellView {
  cell: LeaderboardCell;
  baseline: number | null;
}

const Part = builder.objectRef<LeaderboardPart>('LeaderboardPart').implement({
  description: 'One score of a task on one of its datasets, over the runs of a cell.',
  fields: (t) => ({
    dataset: t.exposeString('dataset', {
      description: 'Name of the dataset: `dev`; MNLI has `dev_matched` and `dev_mismatched`.',
    }),
    score: t.exposeString('score', { description: '`accuracy`, …' }),
    mean: t.exposeFloat('mean', { description: 'Mean over runs, with retrieval where there is any.' }),
    sd: t.exposeFloat('sd', {
      nullable: true,
      description: 'Its standard deviation over runs; null for one run.',
    }),
  }),
});

export const Cell = builder.objectRef<CellView>('LeaderboardCell').implement({
  description: 'The seeds of a row on one task. Scores are at most 1; sd is that of a sample.',
  fields: (t) => ({
    task: t.string({ description: 'Id of the task.', resolve: ({ cell }) => cell.task }),
    score: t.string({ description: 'Name of the score that ranks.', resolve: ({ cell }) => cell.score }),
    n: t.int({ description: 'Runs that count: of each seed the latest.', resolve: ({ cell }) => cell.n }),
    seeds: t.intList({ description: 'Their seeds.', resolve: ({ cell }) => cell.seeds }),
    mean: t.float({
      description: 'Mean score, with retrieval where there is any.',
      resolve: ({ cell }) => cell.mean,
    }),
    sd: t.float({
      nullable: true,
      description: 'Its standard deviation over runs; null for one run.',
      resolve: ({ cell }) => cell.sd,
    }),
    best: t.float({ description: 'The best of the runs.', resolve: ({ cell }) => cell.best }),
    meanOfScores: t.float({
      description:
        'Mean of the plain mean of the task’s scores, of which averages are made: F1 and accuracy of MRPC.',
      resolve: ({ cell }) => cell.meanOfScores,
    }),
    alone: t.float({
      nullable: true,
      description: 'Mean score of the student without its neighbors; null without retrieval.',
      resolve: ({ cell }) => cell.alone,
    }),
    aloneSd: t.float({
      nullable: true,
      description: 'Its standard deviation.',
      resolve: ({ cell }) => cell.aloneSd,
    }),
    neighborsOnly: t.float({
      nullable: true,
      description: 'Mean score of the neighbors alone (β = 0); null without retrieval.',
      resolve: ({ cell }) => cell.neighborsOnly,
    }),
    gain: t.float({
      nullable: true,
      description: 'Mean of what retrieval gained in each run; null without it.',
      resolve: ({ cell }) => cell.gain,
    }),
    gainSd: t.float({
      nullable: true,
      description: 'Its standard deviation.',
      resolve: ({ cell }) => cell.gainSd,
    }),
    retention: t.float({
      nullable: true,
      description: 'Mean of score / teacher’s score; null for teachers.',
      resolve: ({ cell }) => cell.retention,
    }),
    difference: t.float({
      nullable: true,
      description: 'mean − mean of the baseline on this task; null without a baseline.',
      resolve: ({ cell, baseline }) => (baseline === null ? null : cell.mean - baseline),
    }),
    complete: t.boolean({
      description: 'Whether whole splits were predicted.',
      resolve: ({ cell }) => cell.complete,
    }),
    parts: t.field({
      type: [Part],
      description: 'What it is made of: every score of the task on each dataset.',
      resolve: ({ cell }) => cell.parts,
    }),
    runs: t.field({
      type: [RunRef],
      description: 'The runs that count.',
      resolve: ({ cell }, _args, context) =>
        Promise.all(cell.runs.map(async (id) => must(await runById(context).load(id)))),
    }),
  }),
});
