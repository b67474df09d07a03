import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import { mean, sampleDeviation } from '@stillhouse/domain/statistics/spread.ts';

/** A knowledge base, the original or made smaller, in the comparison. Scores are fractions, means over the seeds of one recipe. */
export interface VariantPoint {
  id: string;
  name: string;
  /** HERDING, …; null for the original */
  method: string | null;
  /** Share of the entries that the method was told to keep; null where it decides. */
  keep: number | null;
  rows: number;
  keyBytes: number;
  /** Without the HNSW index, and of the index alone. */
  entryBytes: number;
  indexBytes: number;
  /** null where a score is undefined; the standard deviations are null for a single student too. */
  alone: number | null;
  aloneSd: number | null;
  neighborsOnly: number | null;
  neighborsOnlySd: number | null;
  fused: number | null;
  fusedSd: number | null;
  /** Students the scores are means over, and each one's score with retrieval. */
  students: number;
  values: readonly { run: { id: string }; fused?: number | null }[];
  /** What of each their policies have, the least first. */
  k: readonly number[];
  temperature: readonly number[];
  beta: readonly number[];
}

/** A point with a score to plot. */
export interface PlottedPoint extends VariantPoint {
  fused: number;
}

type Scored = Pick<VariantPoint, 'students' | 'values' | 'k' | 'temperature' | 'beta'> & {
  [Figure in 'alone' | 'aloneSd' | 'neighborsOnly' | 'neighborsOnlySd' | 'fused' | 'fusedSd']?: number | null;
};

export interface Result extends Scored {
  dataset: { digest: string; name: string };
  recipe: { digest: string };
  recipeName: string;
  predictor: Predictor;
}

interface Base {
  id: string;
  name: string;
  method?: string | null | undefined;
  settings?: unknown;
  size: number;
  entryBytes: number | string;
  indexBytes: number | string;
  keyBytes: number | string;
  results: readonly Result[];
}

/** What students are compared on: a dataset, and the recipe of which all of them are seeds. */
export interface Comparison {
  dataset: { digest: string; name: string };
  recipe: { digest: string };
  recipeName: string;
  predictor: Predictor;
}

/** Each dataset and recipe with a result on one of the knowledge bases, in order of first appearance. */
export function comparisonsOf(bases: readonly Pick<Base, 'results'>[]): Comparison[] {
  const found = new Map<string, Comparison>();
  for (const { dataset, recipe, recipeName, predictor } of bases.flatMap(({ results }) => results)) {
    const key = `${dataset.digest} ${recipe.digest}`;
    if (!found.has(key)) found.set(key, { dataset, recipe, recipeName, predictor });
  }
  return [...found.values()];
}

/** Points of the knowledge bases that students of the recipe were evaluated with on the dataset; the others are left out. */
export function variantPoints(
  bases: readonly Base[],
  { dataset, recipe }: Pick<Comparison, 'recipe'> & { dataset: { digest: string } },
): VariantPoint[] {
  return bases.flatMap((base) => {
    const result = base.results.find(
      (each) => each.dataset.digest === dataset.digest && each.recipe.digest === recipe.digest,
    );
    if (!result) return [];
    const { students, values, k, temperature, beta } = result;
    return {
      id: base.id,
      name: base.name,
      method: base.method ?? null,
      keep: keepOf(base.settings),
      rows: base.size,
      keyBytes: Number(base.keyBytes),
      entryBytes: Number(base.entryBytes),
      indexBytes: Number(base.indexBytes),
      alone: result.alone ?? null,
      aloneSd: result.aloneSd ?? null,
      neighborsOnly: result.neighborsOnly ?? null,
      neighborsOnlySd: result.neighborsOnlySd ?? null,
      fused: result.fused ?? null,
      fusedSd: result.fusedSd ?? null,
      ...{ students, values, k, temperature, beta },
    };
  });
}

/**
 * What a variant changes: mean and standard deviation over students of the score with the variant, less that of the same student with the
 * original. The deviation is null for one student.
 *
 * @returns null unless the same students have a defined score with both
 */
export function changeOf(
  variant: VariantPoint,
  original: VariantPoint,
): { mean: number; sd: number | null } | null {
  const before = new Map(original.values.map(({ run, fused }) => [run.id, fused ?? null]));
  const changes = variant.values.map(({ run, fused }) => {
    const at = before.get(run.id) ?? null;
    return fused == null || at === null ? null : fused - at;
  });
  const known = changes.filter((change) => change !== null);
  if (known.length === 0 || known.length < Math.max(changes.length, before.size)) return null;
  return { mean: mean(known), sd: sampleDeviation(known) };
}

/** Those with a defined score. */
export function plotted(points: readonly VariantPoint[]): PlottedPoint[] {
  return points.filter((point): point is PlottedPoint => point.fused !== null);
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
