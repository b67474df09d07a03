import type { Random } from '@stillhouse/domain/random/random.ts';
import { findUsearch, multiply } from '../search/usearch.ts';

export interface Clustering {
  /** [k, dimension], the mean of each cluster's points */
  centroids: Float32Array;
  /** [count], cluster of each point */
  assignment: Int32Array;
  /** Sum of squared Euclidean distances of the points to their centroids. */
  inertia: number;
}

export interface KMeansOptions {
  random: Random;
  /** Most rounds; it ends earlier once no point changes its cluster. */
  iterations?: number;
  /** [k, dimension], where to begin; left out: chosen by k-means++. */
  initial?: Float32Array;
}

/** Multiplications of one assignment from which on native code, in single precision, does it. */
const nativeFrom = 100_000_000;

/**
 * Lloyd's algorithm (Lloyd 1982), begun with k-means++ (Arthur and Vassilvitskii 2007). A cluster that loses its last point is begun anew
 * at the point that is farthest from its centroid.
 *
 * @param points [count, dimension]
 * @param k clusters; no more are made than there are points
 */
export function kMeans(
  points: Float32Array,
  dimension: number,
  k: number,
  options: KMeansOptions,
): Clustering {
  const { random, iterations = 25, initial } = options;
  const count = points.length / dimension;
  const clusters = initial ? initial.length / dimension : Math.min(k, count);
  if (clusters < 1) throw new RangeError('k-means needs at least one cluster and one point.');
  let centroids = initial ? initial.slice() : plusPlus(points, dimension, clusters, random);
  let assignment: Int32Array = new Int32Array(count).fill(-1);
  for (let round = 0; round < iterations; round++) {
    const next = nearestRows(points, centroids, dimension);
    const changed = next.some((cluster, point) => cluster !== assignment[point]);
    assignment = next;
    if (!changed) break;
    centroids = means(points, dimension, assignment, clusters, centroids);
  }
  assignment = nearestRows(points, centroids, dimension);
  let inertia = 0;
  assignment.forEach((cluster, point) => {
    inertia += squaredDistance(points, point, centroids, cluster, dimension);
  });
  return { centroids, assignment, inertia };
}

/** Each further centroid is a point drawn with a probability that grows with its squared distance to the nearest one so far. */
function plusPlus(points: Float32Array, dimension: number, k: number, random: Random): Float32Array {
  const count = points.length / dimension;
  const centroids = new Float32Array(k * dimension);
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = Math.floor(random.next() * count);
  for (let c = 0; c < k; c++) {
    centroids.set(points.subarray(chosen * dimension, (chosen + 1) * dimension), c * dimension);
    let total = 0;
    for (let point = 0; point < count; point++) {
      distances[point] = Math.min(distances[point]!, squaredDistance(points, point, centroids, c, dimension));
      total += distances[point]!;
    }
    chosen = drawn(distances, random.next() * total);
  }
  return centroids;
}

/** The point at which the running sum of the distances reaches `share`; the first where every point is a centroid already. */
function drawn(distances: Float64Array, share: number): number {
  let sum = 0;
  const point = distances.findIndex((distance) => {
    sum += distance;
    return distance > 0 && sum >= share;
  });
  return Math.max(0, point);
}

/** @returns [count], the row of `rows` with the least Euclidean distance to each point; the lower one on ties */
export function nearestRows(points: Float32Array, rows: Float32Array, dimension: number): Int32Array {
  const count = points.length / dimension;
  const usearch = count * rows.length >= nativeFrom ? findUsearch() : null;
  if (usearch) {
    const { keys } = multiply(usearch, rows, points, dimension, 1, 'L2sq');
    return Int32Array.from(keys, Number);
  }
  const nearest = new Int32Array(count);
  for (let point = 0; point < count; point++) {
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows.length / dimension; row++) {
      const distance = squaredDistance(points, point, rows, row, dimension);
      if (distance >= least) continue;
      least = distance;
      nearest[point] = row;
    }
  }
  return nearest;
}

function means(
  points: Float32Array,
  dimension: number,
  assignment: Int32Array,
  k: number,
  before: Float32Array,
): Float32Array {
  const sums = new Float64Array(k * dimension);
  const members = new Int32Array(k);
  assignment.forEach((cluster, point) => {
    members[cluster]!++;
    for (let d = 0; d < dimension; d++) sums[cluster * dimension + d]! += points[point * dimension + d]!;
  });
  const centroids = Float32Array.from(sums, (sum, i) => sum / members[Math.floor(i / dimension)]!);
  const empty = [...members.keys()].filter((cluster) => members[cluster] === 0);
  if (empty.length === 0) return centroids;
  const strayness = Float64Array.from(assignment, (cluster, point) =>
    squaredDistance(points, point, before, cluster, dimension),
  );
  const farthest = [...assignment.keys()].sort((a, b) => strayness[b]! - strayness[a]!);
  empty.forEach((cluster, i) => {
    const point = farthest[i % farthest.length]!;
    centroids.set(points.subarray(point * dimension, (point + 1) * dimension), cluster * dimension);
  });
  return centroids;
}

function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number, dimension: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; d++) {
    const difference = a[i * dimension + d]! - b[j * dimension + d]!;
    sum += difference * difference;
  }
  return sum;
}
