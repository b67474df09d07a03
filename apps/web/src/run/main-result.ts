export interface EvaluationFigures {
  id: string;
  finishedAt?: string | null;
  policy?: { search: string } | null;
  dataset: { complete: boolean };
  /** The ranking score, with retrieval where there is retrieval. */
  score?: number | null;
  gain?: { gain: number; pValue?: number | null } | null;
}

export interface MainResult {
  evaluation: string;
  value: number;
  gain: number | null;
  pValue: number | null;
  /** False where only a part of the split was scored. */
  complete: boolean;
}

/**
 * The one figure that stands for a run: the ranking score of its last finished evaluation by exact search, or else of the last without
 * retrieval. Scores by HNSW are never the reported ones.
 */
export function mainResult(evaluations: readonly EvaluationFigures[]): MainResult | null {
  const scored = evaluations.filter((evaluation) => evaluation.finishedAt && evaluation.score != null);
  const chosen =
    scored.findLast((evaluation) => evaluation.policy?.search === 'EXACT') ??
    scored.findLast((evaluation) => !evaluation.policy);
  if (chosen?.score == null) return null;
  return {
    evaluation: chosen.id,
    value: chosen.score,
    gain: chosen.gain?.gain ?? null,
    pValue: chosen.gain?.pValue ?? null,
    complete: chosen.dataset.complete,
  };
}
