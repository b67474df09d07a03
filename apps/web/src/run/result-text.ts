import { formatScore } from '../format/score.ts';

/** An evaluation with the figure that ranks it. */
export interface DatasetResult {
  id: string;
  dataset: { digest: string; name: string; task: { id: string } };
  result: { value?: number | null };
}

interface AnyEvaluation extends DatasetResult {
  finishedAt?: string | null;
  policy?: { search: string } | null;
}

/**
 * Evaluations of other datasets than those of a run's figure: of each dataset the last finished one with exact search, else the last without
 * retrieval; scores by HNSW are never the reported ones.
 */
export function otherResults(
  shown: readonly DatasetResult[],
  all: readonly AnyEvaluation[],
): DatasetResult[] {
  const known = new Set(shown.map(({ dataset }) => dataset.digest));
  const others = all.filter(({ finishedAt, dataset }) => finishedAt != null && !known.has(dataset.digest));
  return [...new Set(others.map(({ dataset }) => dataset.digest))].flatMap((digest) => {
    const here = others.filter(({ dataset }) => dataset.digest === digest);
    const exact = here.findLast(({ policy }) => policy?.search === 'EXACT');
    return exact ?? here.findLast(({ policy }) => !policy) ?? [];
  });
}

/** What a run's figure is made of, and what else was scored: `dev_matched 80.1, dev_mismatched 79.2; also: diagnostic (ax) 20.3`. */
export function resultText(shown: readonly DatasetResult[], others: readonly DatasetResult[]): string {
  const [own] = shown;
  const list = (results: readonly DatasetResult[]) =>
    results
      .map(({ dataset: { name, task }, result }) => {
        const of = task.id === own?.dataset.task.id ? '' : ` (${task.id})`;
        return `${name}${of} ${formatScore(result.value)}`;
      })
      .join(', ');
  return others.length === 0 ? list(shown) : `${list(shown)}; also: ${list(others)}`;
}
