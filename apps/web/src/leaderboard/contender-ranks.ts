/**
 * Ranks without the teachers, which the API ranks too and the board shows for comparison only. Equal rows
 * have one rank.
 *
 * @returns by id; rows without a rank are left out
 */
export function contenderRanks(
  contenders: readonly { id: string; rank?: number | null }[],
): Map<string, number> {
  const ranked = contenders.flatMap(({ id, rank }) => (rank == null ? [] : [{ id, rank }]));
  return new Map(ranked.map(({ id, rank }) => [id, 1 + ranked.filter((other) => other.rank < rank).length]));
}
