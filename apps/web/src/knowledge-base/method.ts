const methods: Record<string, { title: string; color: string }> = {
  HALFVEC: { title: 'half precision', color: 'var(--label-0)' },
  BINARY_CODES: { title: 'binary codes', color: 'var(--label-2)' },
  RANDOM_SUBSET: { title: 'random subset', color: 'var(--label-1)' },
  HERDING: { title: 'herding', color: 'var(--fused)' },
  K_MEANS: { title: 'k-means prototypes', color: 'var(--label-3)' },
  CONDENSED_NEAREST_NEIGHBOR: { title: 'condensed nearest neighbor', color: 'var(--teacher)' },
};

/** A way to make a knowledge base smaller, in words. @param keep share of the entries that it was told to keep */
export function methodTitle(method: string | null, keep: number | null = null): string {
  if (method === null) return 'the original';
  const title = methods[method]?.title ?? method;
  return keep === null ? title : `${title}, ${Number((100 * keep).toPrecision(3))} %`;
}

/** Its color on every chart. */
export function methodColor(method: string): string {
  return methods[method]?.color ?? 'var(--ink-2)';
}
