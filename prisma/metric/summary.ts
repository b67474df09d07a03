/** A value at a step. time in milliseconds since 1970. */
export interface Point {
  step: number;
  value: number;
  time: number;
}

/** Figures over the points of one metric. least and greatest are over finite values, each at the first step that has it. */
export interface Summary {
  count: number;
  nonFinite: number;
  last: Point | null;
  least: Point | null;
  greatest: Point | null;
}

export const emptySummary: Summary = { count: 0, nonFinite: 0, last: null, least: null, greatest: null };

/** Summary of points whose steps are distinct. */
export function summarize(points: readonly Point[]): Summary {
  const summary = { ...emptySummary, count: points.length };
  for (const point of points) {
    if (summary.last === null || point.step > summary.last.step) summary.last = point;
    if (!Number.isFinite(point.value)) summary.nonFinite++;
    else {
      if (isLess(point, summary.least)) summary.least = point;
      if (isGreater(point, summary.greatest)) summary.greatest = point;
    }
  }
  return summary;
}

/**
 * The summary of a metric after points were written, from what was known before and without reading its history. Where an extreme is lost
 * (`losesExtreme`), least and greatest are not those of the history.
 *
 * @param before of the points that were there
 * @param points that were written
 * @param replaced how many of them took the place of earlier ones, and how many of those were not finite
 */
export function mergeSummary(
  before: Summary,
  points: readonly Point[],
  replaced: { count: number; nonFinite: number },
): Summary {
  const written = summarize(points);
  return {
    count: before.count + written.count - replaced.count,
    nonFinite: before.nonFinite + written.nonFinite - replaced.nonFinite,
    last:
      written.last && (before.last === null || written.last.step >= before.last.step)
        ? written.last
        : before.last,
    least:
      written.least && (isLess(written.least, before.least) || isSame(written.least, before.least))
        ? written.least
        : before.least,
    greatest:
      written.greatest &&
      (isGreater(written.greatest, before.greatest) || isSame(written.greatest, before.greatest))
        ? written.greatest
        : before.greatest,
  };
}

/** Whether written points replace an extreme by a lesser value: only the history knows the next one. */
export function losesExtreme(before: Summary, points: readonly Point[]): boolean {
  return (
    rewritten(before.least, points, (now, then) => !(now <= then)) ||
    rewritten(before.greatest, points, (now, then) => !(now >= then))
  );
}

/** Whether the step of an extreme has a new value that is no longer as extreme; NaN is not. */
function rewritten(
  extreme: Point | null,
  points: readonly Point[],
  isWorse: (now: number, then: number) => boolean,
): boolean {
  if (extreme === null) return false;
  const now = points.find((point) => point.step === extreme.step);
  return now !== undefined && (!Number.isFinite(now.value) || isWorse(now.value, extreme.value));
}

function isLess(point: Point, than: Point | null): boolean {
  return than === null || point.value < than.value || (point.value === than.value && point.step < than.step);
}

function isGreater(point: Point, than: Point | null): boolean {
  return than === null || point.value > than.value || (point.value === than.value && point.step < than.step);
}

function isSame(point: Point, other: Point | null): boolean {
  return other !== null && point.step === other.step;
}
