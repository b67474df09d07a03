export interface EvaluationFigures {
  id: string;
  finishedAt?: string | null;
  policy?: { search: string } | null;
  split: string;
  dataset: {
    digest: string;
    name: string;
    complete: boolean;
    task: { id: string; scores: readonly string[] };
  };
  /** The ranking score, with retrieval where there is retrieval. */
  score?: number | null;
  gain?: { gain: number; pValue?: number | null } | null;
}

/** The figure of one dataset. */
export interface DatasetResult {
  name: string;
  /** Id of the dataset's task: AX is predicted by MNLI's models. */
  task: string;
  value: number;
}

export interface MainResult {
  /** Name of the score. */
  score: string;
  value: number;
  gain: number | null;
  /** null where the value is a mean over datasets. */
  pValue: number | null;
  /** False where only a part of the split was scored. */
  complete: boolean;
  /** What the value is the mean of. */
  datasets: DatasetResult[];
  /** Datasets that were scored besides. */
  others: DatasetResult[];
}

interface Scored extends EvaluationFigures {
  score: number;
}

/**
 * The one figure that stands for a run, as on the leaderboard: the ranking score on the dev split of its own task, the mean over the
 * datasets where the split has several, MNLI's two; whole ones before parts. A run that was scored on none of them shows its task's other
 * splits, or else another task's. Of each dataset the last finished evaluation by exact search counts, or else the last without retrieval;
 * scores by HNSW are never the reported ones.
 *
 * @param task id of the run's task
 */
export function mainResult(
  evaluations: readonly EvaluationFigures[],
  task: string | null | undefined,
): MainResult | null {
  const reported = reportedOf(evaluations);
  const nearness = ({ dataset, split }: Scored) => (dataset.task.id !== task ? 2 : split === 'DEV' ? 0 : 1);
  const nearest = Math.min(...reported.map(nearness));
  const near = reported.filter((evaluation) => nearness(evaluation) === nearest);
  const [first] = near;
  if (!first) return null;
  const alike = near.filter(
    ({ dataset, split }) => dataset.task.id === first.dataset.task.id && split === first.split,
  );
  const complete = alike.some(({ dataset }) => dataset.complete);
  const chosen = alike.filter(({ dataset }) => dataset.complete === complete);
  const gains = chosen.flatMap(({ gain }) => (gain ? [gain.gain] : []));
  return {
    score: first.dataset.task.scores[0] ?? '',
    value: mean(chosen.map(({ score }) => score)),
    gain: gains.length === chosen.length ? mean(gains) : null,
    pValue: chosen.length === 1 ? (chosen[0]?.gain?.pValue ?? null) : null,
    complete,
    datasets: chosen.map(resultOf),
    others: reported.filter((evaluation) => !chosen.includes(evaluation)).map(resultOf),
  };
}

/** One evaluation of each dataset, in the order in which the datasets were first evaluated. */
function reportedOf(evaluations: readonly EvaluationFigures[]): Scored[] {
  const scored = evaluations.filter((one): one is Scored => one.finishedAt != null && one.score != null);
  return [...new Set(scored.map(({ dataset }) => dataset.digest))].flatMap((digest) => {
    const here = scored.filter(({ dataset }) => dataset.digest === digest);
    const exact = here.findLast(({ policy }) => policy?.search === 'EXACT');
    const chosen = exact ?? here.findLast(({ policy }) => !policy);
    return chosen ? [chosen] : [];
  });
}

function resultOf({ dataset, score }: Scored): DatasetResult {
  return { name: dataset.name, task: dataset.task.id, value: score };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
