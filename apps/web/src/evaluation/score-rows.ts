import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';

/** The four predictors in the order in which pages show them. */
export const predictors: readonly Predictor[] = ['STUDENT', 'RETRIEVED', 'FUSED', 'TEACHER'];

export interface ScoreRow {
  name: string;
  values: Partial<Record<Predictor, number>>;
}

/** Scores grouped by their name, in order of first appearance; one empty row for an evaluation without any yet. */
export function scoreRows(
  scores: readonly { predictor: Predictor; name: string; value: number }[],
): ScoreRow[] {
  const rows = new Map<string, ScoreRow>();
  for (const { predictor, name, value } of scores) {
    const row = rows.get(name) ?? { name, values: {} };
    row.values[predictor] = value;
    rows.set(name, row);
  }
  return rows.size > 0 ? [...rows.values()] : [{ name: 'accuracy', values: {} }];
}
