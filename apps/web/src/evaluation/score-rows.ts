import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import { shownPredictor } from '../prediction/predictor-title.ts';

/** The four predictors in the order in which pages show them. */
export const predictors: readonly Predictor[] = ['STUDENT', 'RETRIEVED', 'FUSED', 'TEACHER'];

export interface ScoreRow {
  name: string;
  /** null where a score is undefined; a predictor that was not scored has no member. */
  values: Partial<Record<Predictor, number | null>>;
}

/**
 * Scores grouped by their name, in order of first appearance; one empty row for an evaluation without any yet.
 *
 * @param kind of the evaluated run: what a teacher's run predicts is the teacher's prediction
 */
export function scoreRows(
  scores: readonly { predictor: Predictor; name: string; value?: number | null }[],
  kind: RunKind,
): ScoreRow[] {
  const rows = new Map<string, ScoreRow>();
  for (const { predictor, name, value } of scores) {
    const row = rows.get(name) ?? { name, values: {} };
    row.values[shownPredictor(predictor, kind)] = value ?? null;
    rows.set(name, row);
  }
  return rows.size > 0 ? [...rows.values()] : [{ name: 'accuracy', values: {} }];
}

/** Predictors that were scored in at least one of the rows, in the order in which pages show them. */
export function scoredPredictors(rows: readonly ScoreRow[]): Predictor[] {
  return predictors.filter((predictor) => rows.some(({ values }) => values[predictor] !== undefined));
}
