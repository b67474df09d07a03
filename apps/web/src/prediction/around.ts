/**
 * The nearest smaller and larger members of an ascending list, whether or not `index` itself is in it.
 *
 * @returns null on a side where the list has none
 */
export function around(
  indices: readonly number[],
  index: number,
): { previous: number | null; next: number | null } {
  return {
    previous: indices.findLast((candidate) => candidate < index) ?? null,
    next: indices.find((candidate) => candidate > index) ?? null,
  };
}
