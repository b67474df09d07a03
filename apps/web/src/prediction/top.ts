/** The entry with the largest value, the first one on ties; null for an empty or missing distribution. */
export function top<Entry extends { value: number }>(
  distribution: readonly Entry[] | null | undefined,
): Entry | null {
  let best: Entry | null = null;
  for (const entry of distribution ?? []) if (best === null || entry.value > best.value) best = entry;
  return best;
}
