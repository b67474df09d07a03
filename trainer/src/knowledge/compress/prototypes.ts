import type { Random } from '@stillhouse/domain/random/random.ts';
import { type KnowledgeBase, pickRows } from '../knowledge-base.ts';
import { kMeans } from './k-means.ts';
import { balancedQuotas, entriesByClass } from './quotas.ts';

/** Entries that stand for many. */
export interface Prototypes {
  knowledgeBase: KnowledgeBase;
  /** [size], how many entries each stands for */
  members: Int32Array;
  /** [size], the entry that is nearest to it, of those it stands for */
  nearest: Int32Array;
}

/**
 * Prototypes by k-means within each class: the key is the mean of the members' keys, L2-normalized as every key is, the soft label the mean
 * of theirs.
 *
 * @param classOf [size] class of each entry
 * @param rows prototypes wanted, as many of each class as can be
 */
export function prototypes(
  base: KnowledgeBase,
  classOf: ArrayLike<number>,
  rows: number,
  random: Random,
): Prototypes {
  const { dimension, classes } = base;
  const groups = entriesByClass(classOf);
  const quotas = balancedQuotas(
    groups.map((group) => group.length),
    rows,
  );
  const clusters = groups.flatMap((group, c) =>
    quotas[c]! > 0 ? clustersOf(base, group, quotas[c]!, random) : [],
  );
  const embeddings = new Float32Array(clusters.length * dimension);
  const softLabels = new Float32Array(clusters.length * classes);
  const nearest = Int32Array.from(clusters, (members, cluster) => {
    const key = meanOf(base.embeddings, dimension, members);
    const length = Math.hypot(...key);
    embeddings.set(length > 0 ? key.map((value) => value / length) : key, cluster * dimension);
    softLabels.set(meanOf(base.softLabels, classes, members), cluster * classes);
    return nearestOf(base, members, key);
  });
  return {
    knowledgeBase: { size: clusters.length, dimension, classes, embeddings, softLabels },
    members: Int32Array.from(clusters, (members) => members.length),
    nearest,
  };
}

/** Members of each cluster; clusters that ended empty are left out. */
function clustersOf(base: KnowledgeBase, group: readonly number[], k: number, random: Random): number[][] {
  const { assignment } = kMeans(pickRows(base.embeddings, base.dimension, group), base.dimension, k, {
    random,
  });
  const clusters = Array.from({ length: k }, (): number[] => []);
  group.forEach((entry, i) => {
    clusters[assignment[i]!]!.push(entry);
  });
  return clusters.filter((members) => members.length > 0);
}

function meanOf(values: Float32Array, width: number, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(width);
  for (const row of rows) {
    for (let d = 0; d < width; d++) mean[d]! += values[row * width + d]! / rows.length;
  }
  return mean;
}

function nearestOf(
  { embeddings, dimension }: KnowledgeBase,
  members: readonly number[],
  key: Float64Array,
): number {
  let best = members[0]!;
  let highest = Number.NEGATIVE_INFINITY;
  for (const entry of members) {
    const product = key.reduce((sum, value, d) => sum + value * embeddings[entry * dimension + d]!, 0);
    if (product <= highest) continue;
    highest = product;
    best = entry;
  }
  return best;
}
