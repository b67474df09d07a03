const methods: Record<string, { title: string; color: string }> = {
  HALFVEC: { title: 'half precision', color: 'var(--label-0)' },
  BINARY_CODES: { title: 'binary codes', color: 'var(--label-2)' },
  RANDOM_SUBSET: { title: 'random subset', color: 'var(--label-1)' },
  HERDING: { title: 'herding', color: 'var(--fused)' },
  K_MEANS: { title: 'k-means prototypes', color: 'var(--label-3)' },
  CONDENSED_NEAREST_NEIGHBOR: { title: 'condensed nearest neighbor', color: 'var(--teacher)' },
};

/** A way to make a knowledge base smaller, in words. */
export function methodTitle(method: string | null): string {
  return method === null ? 'the original' : (methods[method]?.title ?? method);
}

/** Its color on every chart. */
export function methodColor(method: string): string {
  return methods[method]?.color ?? 'var(--ink-2)';
}
