import type { ExampleSet } from '../../data/example.ts';

/**
 * Which examples the supervised contrastive loss takes as alike: those of one class, or for a regression those whose scores lie in one of
 * `bins` parts of equal width of the task's range. A score on a border belongs to the upper part, the highest one to the last.
 *
 * @returns [n] group of each example; −1 for one without a label
 */
export function contrastGroups({ task, examples }: ExampleSet, bins: number): Int32Array {
  const { range } = task;
  return Int32Array.from(examples, ({ label }) => {
    if (label === null) return -1;
    if (range === null) return label;
    const [low, high] = range;
    const bin = Math.floor((bins * (label - low)) / (high - low));
    return Math.max(0, Math.min(bins - 1, bin));
  });
}
