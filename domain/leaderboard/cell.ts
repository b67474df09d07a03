import { otherPredictor, type RankingPredictor } from '../recipe/ranked-by.ts';
import { type Spread, spreadOf } from '../statistics/spread-of.ts';
import { type BoardRun, type Figure, figureOf, latestOfEachSeed } from './board-run.ts';
import { type CellPart, partsOf } from './cell-parts.ts';
import { type GainOverSeeds, gainOverSeeds } from './gain-over-seeds.ts';

/** A column of a board: the datasets of one task whose scores may be compared. */
export interface BoardColumn {
  key: string;
  task: string;
  /** Names of the task's scores; their mean ranks. */
  scores: readonly string[];
  /** Datasets that a whole result has: two for MNLI. */
  datasets: number;
  /** The majority-class figure; null where there is none. */
  baseline: number | null;
  /** Whether the row average may include it. */
  averaged: boolean;
}

/** The seeds of a row in one column. Scores are fractions: accuracy from 0 to 1. */
export interface BoardCell {
  column: string;
  task: string;
  /** Whose prediction ranks the row. */
  predictor: RankingPredictor;
  /** The figure that ranks, over the runs that count; `missing` counts those whose score is undefined. */
  main: Spread;
  /** Each run that counts with its seed and its figure, in the order of the seeds. */
  runs: { run: string; seed: number | null; value: number | null }[];
  /** The predictor that does not rank; null without retrieval. */
  other: { predictor: 'STUDENT' | 'FUSED'; spread: Spread } | null;
  alone: Spread | null;
  neighborsOnly: Spread | null;
  gain: GainOverSeeds | null;
  /** Figure divided by the teacher's in the same column; null for teachers. */
  retention: Spread | null;
  /** Whether whole splits of every dataset of the column were predicted. */
  complete: boolean;
  parts: CellPart[];
}

/**
 * One cell of a board. Of each seed the latest run counts. Runs that answered by another predictor than the cell's, because they did not
 * retrieve, are left out: FUSED and STUDENT are never averaged.
 *
 * @param teacherFigure figure of a teacher's run in the same column; null where it has none
 * @returns null where no run counts
 */
export function cellOf(
  column: BoardColumn,
  runs: readonly BoardRun[],
  teacherFigure: (teacher: string) => number | null,
): BoardCell | null {
  const predictor = predictorOf(runs);
  const counted = latestOfEachSeed(
    runs.filter(({ datasets }) => datasets.every((dataset) => dataset.predictor === predictor)),
  );
  const [first] = counted;
  if (!first) return null;
  const names = column.scores;
  const figure = figureOfPredictor(predictor);
  const values = counted.map((run) => figureOf(run, names, figure));
  const retrieving = counted.filter(({ datasets }) => datasets.every(({ retrieves }) => retrieves));
  const spread = (of: Figure) =>
    retrieving.length === 0 ? null : spreadOf(retrieving.map((run) => figureOf(run, names, of)));
  const other = otherPredictor(predictor);
  const otherSpread = spread(figureOfPredictor(other));
  return {
    column: column.key,
    task: column.task,
    predictor,
    main: spreadOf(values),
    runs: counted.map(({ run, seed }, i) => ({ run, seed, value: values[i] ?? null })),
    other: otherSpread && { predictor: other, spread: otherSpread },
    alone: spread('alone'),
    neighborsOnly: spread('neighborsOnly'),
    gain: gainOverSeeds(retrieving, names, column.baseline),
    retention: retentionOf(counted, values, teacherFigure),
    complete: counted.every(
      ({ datasets }) => datasets.length >= column.datasets && datasets.every(({ complete }) => complete),
    ),
    parts: partsOf(counted, names, figure),
  };
}

function figureOfPredictor(predictor: RankingPredictor): Figure {
  return predictor === 'FUSED' ? 'fused' : 'alone';
}

/** FUSED where a run is ranked by it; of runs with a mix of both the ones without retrieval do not count. */
function predictorOf(runs: readonly BoardRun[]): RankingPredictor {
  const all = new Set(runs.flatMap(({ datasets }) => datasets.map(({ predictor }) => predictor)));
  return all.has('FUSED') ? 'FUSED' : all.has('TEACHER') ? 'TEACHER' : 'STUDENT';
}

function retentionOf(
  runs: readonly BoardRun[],
  values: readonly (number | null)[],
  teacherFigure: (teacher: string) => number | null,
): Spread | null {
  const shares = runs.flatMap(({ teacher }, i) => {
    const of = teacher === null ? null : teacherFigure(teacher);
    const value = values[i] ?? null;
    return of === null || of <= 0 || value === null ? [] : [value / of];
  });
  return shares.length === 0 ? null : spreadOf(shares);
}
