/** A knowledge base, the original or made smaller, as it stands in the comparison: scores are means over students, fractions. */
export interface VariantPoint {
  id: string;
  name: string;
  /** HERDING, …; null for the original */
  method: string | null;
  /** Share of the entries that the method was told to keep; null where it decides. */
  keep: number | null;
  rows: number;
  keyBytes: number;
  bytes: number;
  /** Whether an HNSW index is part of these bytes. */
  indexed: boolean;
  alone: number;
  neighborsOnly: number;
  fused: number;
  /** Students the scores are means over. */
  students: number;
  /** What of each their policies have, the least first. */
  k: readonly number[];
  temperature: readonly number[];
  beta: readonly number[];
}

interface Result
  extends Pick<
    VariantPoint,
    'alone' | 'neighborsOnly' | 'fused' | 'students' | 'k' | 'temperature' | 'beta'
  > {
  dataset: { digest: string };
}

interface Base {
  id: string;
  name: string;
  method?: string | null | undefined;
  settings?: unknown;
  indexed: boolean;
  size: number;
  bytes: number | string;
  keyBytes: number | string;
  results: readonly Result[];
}

/** Points of the knowledge bases that have a result on one dataset; the others are left out. */
export function variantPoints(bases: readonly Base[], dataset: string): VariantPoint[] {
  return bases.flatMap((base) => {
    const result = base.results.find((each) => each.dataset.digest === dataset);
    if (!result) return [];
    const { alone, neighborsOnly, fused, students, k, temperature, beta } = result;
    return {
      id: base.id,
      name: base.name,
      method: base.method ?? null,
      keep: keepOf(base.settings),
      rows: base.size,
      keyBytes: Number(base.keyBytes),
      bytes: Number(base.bytes),
      indexed: base.indexed,
      ...{ alone, neighborsOnly, fused, students, k, temperature, beta },
    };
  });
}

function keepOf(settings: unknown): number | null {
  const keep = (settings as { keep?: unknown } | null | undefined)?.keep;
  return typeof keep === 'number' ? keep : null;
}

/** `8`, or `4–16` from the least to the greatest of several. */
export function rangeText(values: readonly number[]): string {
  const [least, greatest] = [values[0], values.at(-1)];
  return least === greatest ? `${least ?? ''}` : `${least}–${greatest}`;
}

/** Place of a positive number on a logarithmic axis from `low` to `high`, as a share; the middle where they are equal. */
export function logPlace(value: number, low: number, high: number): number {
  return high > low ? Math.log(value / low) / Math.log(high / low) : 0.5;
}
