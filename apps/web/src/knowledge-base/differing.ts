/**
 * What one search found and the other did not.
 *
 * @returns ids of `shown` that `other` lacks, and how many of `other` are among `shown`
 */
export function differing(
  shown: readonly string[],
  other: readonly string[],
): { extra: ReadonlySet<string>; shared: number } {
  const others = new Set(other);
  const extra = new Set(shown.filter((id) => !others.has(id)));
  return { extra, shared: shown.length - extra.size };
}
