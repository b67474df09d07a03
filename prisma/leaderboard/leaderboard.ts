import { averagedColumns, averageOf, type RowAverage } from '@stillhouse/domain/leaderboard/average.ts';
import { type BestMark, markBest } from '@stillhouse/domain/leaderboard/best-in-column.ts';
import { figureOf } from '@stillhouse/domain/leaderboard/board-run.ts';
import { type BoardCell, cellOf } from '@stillhouse/domain/leaderboard/cell.ts';
import type { Split } from '@stillhouse/domain/record/dataset.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Database } from '../database/database.ts';
import { boardColumns, type Column } from './board-columns.ts';
import { boardDatasets } from './board-datasets.ts';
import { leaderboardStatement, type RecipeRow } from './leaderboard-statement.ts';
import { type RunInColumn, resultsOf } from './results-of.ts';
import { costOf, type RowCost } from './row-cost.ts';

export interface LeaderboardQuery {
  /** Tasks of the board in the order of its columns. */
  tasks: readonly Task[];
  /** Whether they were chosen by name: averages are then over all of them, with or without results. */
  asked: boolean;
  split: Split;
  kind?: RunKind | undefined;
  objective?: string | undefined;
}

export interface LeaderboardCell extends BoardCell {
  /** How it compares with the best of its column; null where it takes no part. */
  mark: BestMark | null;
}

/** Everything that was run under one recipe, its task taken out. */
export interface LeaderboardRow extends RowCost {
  rowDigest: string;
  title: string;
  kind: RunKind;
  objective: string | null;
  /** Digest of the recipe of its latest run. */
  recipe: string;
  /** In the order of the columns; columns without runs are left out. */
  cells: LeaderboardCell[];
  /** Over the averaged columns where there is a complete cell for each. */
  average: RowAverage | null;
}

export interface LeaderboardResult {
  columns: Column[];
  /** Keys of the columns that averages are over. */
  averaged: string[];
  rows: LeaderboardRow[];
}

/**
 * A leaderboard. Of a run counts, on each dataset of the split, the evaluation that run_result keeps: the latest with exact retrieval, else
 * without retrieval. A run's figure on a task is the mean over its datasets (MNLI has two). Only FINISHED runs take part.
 */
export async function leaderboard(db: Database, query: LeaderboardQuery): Promise<LeaderboardResult> {
  const { tasks, split, asked } = query;
  const datasets = await boardDatasets(
    db,
    tasks.map(({ id }) => id),
    split,
  );
  const columns = boardColumns(tasks, datasets, split, asked);
  const wanted = columns.flatMap(({ key, digests, scores }) =>
    datasets.filter(({ digest }) => digests.includes(digest)).map((dataset) => ({ ...dataset, key, scores })),
  );
  const results = await db.query<RecipeRow>(leaderboardStatement, [
    wanted.map(({ digest }) => digest),
    wanted.map(({ key }) => key),
    wanted.map(({ name }) => name),
    wanted.map(({ complete }) => complete),
    wanted.map(({ scores }) => scores.join(',')),
  ]);
  const bare = rowsOf(results, columns, query);
  const averaged = averagedColumns(columns, bare, asked);
  const marks = new Map(
    columns.map(({ key }) => [
      key,
      // A teacher is there to be compared with, unless the board is of teachers.
      markBest(
        bare.map((row) =>
          row.kind === 'TEACHER' && query.kind !== 'TEACHER' ? undefined : cellIn(row.cells, key),
        ),
      ),
    ]),
  );
  const rows = bare.map((row, i) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, mark: marks.get(cell.column)?.[i] ?? null })),
    average: averageOf(row.cells, averaged),
  }));
  return { columns, averaged: averaged.map(({ key }) => key), rows };
}

function rowsOf(
  recipes: readonly RecipeRow[],
  columns: readonly Column[],
  { kind, objective }: LeaderboardQuery,
) {
  const all = recipes.map((recipe) => ({ ...recipe, runs: resultsOf(recipe) }));
  const figures = teacherFigures(
    all.flatMap(({ runs }) => runs),
    columns,
  );
  const byRow = new Map<string, typeof all>();
  for (const recipe of all) {
    if (kind !== undefined && recipe.kind !== kind) continue;
    if (objective !== undefined && recipe.objective !== objective) continue;
    const there = byRow.get(recipe.rowDigest);
    if (there) there.push(recipe);
    else byRow.set(recipe.rowDigest, [recipe]);
  }
  const finished = ({ runs }: { runs: readonly RunInColumn[] }) =>
    runs.reduce((latest, { run }) => Math.max(latest, run.finishedAt), 0);
  return [...byRow.values()].map((ofRow) => {
    const latest = ofRow.reduce((a, b) => (finished(b) > finished(a) ? b : a));
    const results = ofRow.flatMap(({ runs }) => runs);
    const cells = columns.flatMap((column) => {
      const runs = results.filter((result) => result.column === column.key).map(({ run }) => run);
      const cell = cellOf(column, runs, (teacher) => figures.get(`${teacher} ${column.key}`) ?? null);
      return cell ? [cell] : [];
    });
    const counted = new Set(cells.flatMap(({ column, runs }) => runs.map(({ run }) => `${run} ${column}`)));
    return {
      rowDigest: latest.rowDigest,
      title: latest.title,
      kind: latest.kind,
      objective: latest.objective,
      recipe: latest.recipe,
      cells,
      ...costOf(results.filter(({ run, column }) => counted.has(`${run.run} ${column}`))),
    };
  });
}

/** What the runs that taught others reach themselves, by run and column. */
function teacherFigures(
  results: readonly RunInColumn[],
  columns: readonly Column[],
): Map<string, number | null> {
  const names = new Map(columns.map(({ key, scores }) => [key, scores]));
  const teachers = new Set(results.map(({ run }) => run.teacher));
  return new Map(
    results
      .filter(({ run }) => teachers.has(run.run))
      .map(({ run, column }) => {
        const fused = run.datasets.every(({ predictor }) => predictor === 'FUSED');
        return [`${run.run} ${column}`, figureOf(run, names.get(column) ?? [], fused ? 'fused' : 'alone')];
      }),
  );
}

function cellIn(cells: readonly BoardCell[], key: string): BoardCell | undefined {
  return cells.find(({ column }) => column === key);
}
