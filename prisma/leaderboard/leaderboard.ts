import type { Split } from '@stillhouse/domain/record/dataset.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import type { Database } from '../database/database.ts';
import { type CellRow, leaderboardStatement } from './leaderboard-statement.ts';

export interface LeaderboardQuery {
  /** Tasks of the board in the order of its columns, each with its scores, the one that ranks it first, and whether averages are over it. */
  tasks: readonly { id: string; scores: readonly [string, ...string[]]; averaged: boolean }[];
  split: Split;
  kind?: RunKind | undefined;
  objective?: string | undefined;
}

/** One score of a task on one of its datasets, over the runs of a cell; with retrieval where there is any. */
export interface LeaderboardPart {
  /** Name of the dataset: `dev`, `dev_matched`. */
  dataset: string;
  score: string;
  mean: number;
  sd: number | null;
}

/** The seeds of a row on one task. Scores are in their own unit, accuracy from 0 to 1. */
export interface LeaderboardCell {
  task: string;
  score: string;
  /** Runs that count: of each seed the latest. */
  n: number;
  seeds: number[];
  mean: number;
  /** Sample standard deviation; null for one run. */
  sd: number | null;
  best: number;
  /** Mean over runs of the plain mean of the task's scores (MRPC: F1 and accuracy), as GLUE averages them; `mean` where there is one score. */
  meanOfScores: number;
  /** The student without its neighbors; null without retrieval. */
  alone: number | null;
  aloneSd: number | null;
  neighborsOnly: number | null;
  /** Mean and sd over runs of fused − alone. */
  gain: number | null;
  gainSd: number | null;
  /** Mean over runs of the score divided by its teacher's on the same task; null for teachers. */
  retention: number | null;
  /** Whether whole splits were predicted. */
  complete: boolean;
  /** By dataset, then in the order of the task's scores. */
  parts: LeaderboardPart[];
  runs: string[];
}

/** Everything that was run under one recipe, its task taken out. */
export interface LeaderboardRow {
  rowDigest: string;
  label: string;
  kind: RunKind;
  objective: string | null;
  /** Digest of the recipe of its latest run. */
  recipe: string;
  /** In the order of the tasks asked for; tasks without runs are left out. */
  cells: LeaderboardCell[];
  /** Mean of `meanOfScores` over the averaged tasks where there is a complete cell for each. */
  average: number | null;
  parameters: number | null;
  /** Means over runs, in milliseconds. */
  latency: {
    studentP50: number;
    studentP95: number;
    retrievalP50: number | null;
    retrievalP95: number | null;
  } | null;
  /** Means over runs, rounded. */
  knowledgeBaseSize: number | null;
  knowledgeBaseBytes: number | null;
}

/**
 * The rows of a leaderboard, in one statement. Of a run counts, on each dataset of the split, its latest finished evaluation with exact
 * retrieval, else without retrieval; a run's score on a task is the mean over its datasets (MNLI has two). Only FINISHED runs stand here.
 */
export async function leaderboard(db: Database, query: LeaderboardQuery): Promise<LeaderboardRow[]> {
  const cells = await db.query<CellRow>(leaderboardStatement, [
    query.tasks.map(({ id }) => id),
    query.tasks.map(({ scores }) => scores[0]),
    query.split,
    query.kind ?? null,
    query.objective ?? null,
    query.tasks.map(({ scores }) => scores.join(',')),
  ]);
  const byRow = new Map<string, CellRow[]>();
  for (const cell of cells) byRow.set(cell.rowDigest, [...(byRow.get(cell.rowDigest) ?? []), cell]);
  const averaged = query.tasks.filter((task) => task.averaged).map(({ id }) => id);
  return [...byRow.values()].map((ofRow) => toRow(ofRow, averaged));
}

function toRow(cells: CellRow[], averaged: readonly string[]): LeaderboardRow {
  const latest = cells.reduce((a, b) => (b.latest > a.latest ? b : a));
  const counted = cells.filter(({ task }) => averaged.includes(task));
  const whole = counted.length === averaged.length && counted.every(({ complete }) => complete);
  const studentP50 = mean(cells.map((cell) => cell.studentP50));
  const studentP95 = mean(cells.map((cell) => cell.studentP95));
  return {
    rowDigest: latest.rowDigest,
    label: latest.label,
    kind: latest.kind,
    objective: latest.objective,
    recipe: latest.recipe,
    cells: cells.map(toCell),
    average: whole ? mean(counted.map((cell) => cell.meanOfScores)) : null,
    parameters: rounded(mean(cells.map((cell) => cell.parameters))),
    latency:
      studentP50 === null || studentP95 === null
        ? null
        : {
            studentP50,
            studentP95,
            retrievalP50: mean(cells.map((cell) => cell.retrievalP50)),
            retrievalP95: mean(cells.map((cell) => cell.retrievalP95)),
          },
    knowledgeBaseSize: rounded(mean(cells.map((cell) => cell.knowledgeBaseSize))),
    knowledgeBaseBytes: rounded(mean(cells.map((cell) => cell.knowledgeBaseBytes))),
  };
}

function toCell(cell: CellRow): LeaderboardCell {
  const { task, score, n, seeds, mean, sd, best, alone, aloneSd, neighborsOnly, gain, gainSd } = cell;
  const { meanOfScores, retention, complete, parts, runs } = cell;
  return {
    task,
    score,
    n,
    seeds,
    mean,
    sd,
    best,
    meanOfScores,
    alone,
    aloneSd,
    neighborsOnly,
    gain,
    gainSd,
    retention,
    complete,
    parts,
    runs,
  };
}

/** Of those that are known. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}
