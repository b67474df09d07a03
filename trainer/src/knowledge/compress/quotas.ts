/**
 * How many entries of each class are kept so that the classes are as equal as they can be: rows are handed out one by one to the class that
 * has got fewest, the lower class on ties, until a class has no more.
 *
 * @param sizes entries of each class
 * @param rows wanted in all; no more are given than there are entries
 */
export function balancedQuotas(sizes: readonly number[], rows: number): number[] {
  const quotas = sizes.map(() => 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  for (let left = Math.min(rows, total); left > 0; left--) {
    let least = -1;
    for (let c = 0; c < sizes.length; c++) {
      if (quotas[c]! < sizes[c]! && (least < 0 || quotas[c]! < quotas[least]!)) least = c;
    }
    quotas[least]!++;
  }
  return quotas;
}

/** Entries of each class, in their order. @param classOf [size] class of each entry */
export function entriesByClass(classOf: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  for (let entry = 0; entry < classOf.length; entry++) {
    const group = groups.get(classOf[entry]!) ?? [];
    groups.set(classOf[entry]!, group);
    group.push(entry);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((label) => groups.get(label)!);
}
