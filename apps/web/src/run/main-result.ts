import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';

export interface EvaluationFigures {
  id: string;
  finishedAt?: string | null;
  policy?: { search: string } | null;
  dataset: { complete: boolean };
  scores: readonly { predictor: Predictor; name: string; value: number }[];
  gain?: { gain: number; pValue?: number | null } | null;
}

export interface MainResult {
  evaluation: string;
  /** Name of the score: `accuracy`, `matthews`, … */
  name: string;
  value: number;
  predictor: Predictor;
  gain: number | null;
  pValue: number | null;
  /** False where only a part of the split was scored. */
  complete: boolean;
}

const preferred: readonly Predictor[] = ['FUSED', 'STUDENT', 'TEACHER'];

/**
 * The one figure that stands for a run: of its finished evaluations the one by exact search, or else without retrieval (scores by HNSW
 * are never the reported ones), and in it the fused prediction where there is one.
 *
 * @param score name of the task's ranking score; the evaluation's first score where the task is unknown
 */
export function mainResult(
  evaluations: readonly EvaluationFigures[],
  score: string | undefined,
): MainResult | null {
  const finished = evaluations.filter((evaluation) => evaluation.finishedAt);
  const chosen =
    finished.findLast((evaluation) => evaluation.policy?.search === 'EXACT') ??
    finished.findLast((evaluation) => !evaluation.policy);
  if (!chosen) return null;
  for (const predictor of preferred) {
    const found = chosen.scores.find(
      (candidate) => candidate.predictor === predictor && (score === undefined || candidate.name === score),
    );
    if (!found) continue;
    return {
      evaluation: chosen.id,
      name: found.name,
      value: found.value,
      predictor,
      gain: chosen.gain?.gain ?? null,
      pValue: chosen.gain?.pValue ?? null,
      complete: chosen.dataset.complete,
    };
  }
  return null;
}
