/** A knowledge base, the original or made smaller, as it stands in the comparison: scores are means over runs, fractions. */
export interface VariantPoint {
  id: string;
  name: string;
  /** HERDING, …; null for the original */
  method: string | null;
  rows: number;
  keyBytes: number;
  bytes: number;
  neighborsOnly: number;
  fused: number;
  /** Runs the scores are means over. */
  runs: number;
}

interface Base {
  id: string;
  name: string;
  method?: string | null | undefined;
  size: number;
  bytes: number | string;
  keyBytes: number | string;
  evaluations: readonly {
    policy?: { search: string } | null | undefined;
    run: { id: string };
    dataset: { digest: string };
    fused?: number | null | undefined;
    neighborsOnly?: number | null | undefined;
  }[];
}

/** Points of the knowledge bases whose exact evaluations are of one dataset; bases without any are left out. */
export function variantPoints(bases: readonly Base[], dataset: string): VariantPoint[] {
  return bases.flatMap((base) => {
    const exact = base.evaluations.filter(
      (evaluation) =>
        evaluation.policy?.search === 'EXACT' &&
        evaluation.dataset.digest === dataset &&
        evaluation.fused != null,
    );
    if (exact.length === 0) return [];
    const mean = (part: 'fused' | 'neighborsOnly') =>
      exact.reduce((sum, evaluation) => sum + (evaluation[part] ?? 0), 0) / exact.length;
    return {
      id: base.id,
      name: base.name,
      method: base.method ?? null,
      rows: base.size,
      keyBytes: Number(base.keyBytes),
      bytes: Number(base.bytes),
      neighborsOnly: mean('neighborsOnly'),
      fused: mean('fused'),
      runs: new Set(exact.map(({ run }) => run.id)).size,
    };
  });
}

/** Place of a positive number on a logarithmic axis from `low` to `high`, as a share; the middle where they are equal. */
export function logPlace(value: number, low: number, high: number): number {
  return high > low ? Math.log(value / low) / Math.log(high / low) : 0.5;
}
