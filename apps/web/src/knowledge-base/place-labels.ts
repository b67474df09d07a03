/** A place on a chart, in pixels from its upper left corner. */
export interface Place {
  x: number;
  y: number;
}

/** Where a text stands: its middle height at y, and x at its start, middle or end. */
export interface Anchor extends Place {
  align: 'start' | 'middle' | 'end';
}

export interface Label {
  text: string;
  /** Where it may stand, the best first. */
  anchors: readonly Anchor[];
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Letters of 11 pixels are about so wide, on the average. */
const letter = 6;
const lineHeight = 14;

/** Moves points that would hide each other side by side, at least so far apart; of those at one place the first stays. */
export function sideBySide(points: readonly Place[], apart: number): Place[] {
  const placed: Place[] = [];
  for (const { x, y } of points) {
    let at = { x, y };
    for (let tried = 1; placed.some((other) => Math.hypot(other.x - at.x, other.y - at.y) < apart); tried++) {
      const steps = Math.ceil(tried / 2) * (tried % 2 === 1 ? 1 : -1);
      at = { x: x + steps * apart, y };
    }
    placed.push(at);
  }
  return placed;
}

/** Around points: to the right, to the left, then above and below. @param gap pixels between point and text */
export function anchorsAround(points: readonly Place[], gap: number): Anchor[] {
  const beside = (['start', 'end'] as const).flatMap((align) =>
    points.map(({ x, y }) => ({ x: align === 'start' ? x + gap : x - gap, y, align })),
  );
  const [up, down] = [-gap - 4, gap + 4];
  const aboveAndBelow = (['middle', 'end', 'start'] as const).flatMap((align) =>
    points.flatMap(({ x, y }) => [up, down].map((shift) => ({ x, y: y + shift, align }))),
  );
  return [...beside, ...aboveAndBelow];
}

/**
 * Where labels stand, one after the other: at the first of their anchors where they neither cover a point nor another label nor leave the
 * chart; null for one that fits nowhere.
 *
 * @param points with their radius
 */
export function placeLabels(
  labels: readonly Label[],
  { points, radius, bounds }: { points: readonly Place[]; radius: number; bounds: Box },
): (Anchor | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }));
  return labels.map(({ text, anchors }) => {
    const found = anchors.find((anchor) => {
      const box = boxOf(text, anchor);
      return contains(bounds, box) && !taken.some((other) => overlap(box, other));
    });
    if (!found) return null;
    taken.push(boxOf(text, found));
    return found;
  });
}

function boxOf(text: string, { x, y, align }: Anchor): Box {
  const width = text.length * letter;
  const left = x - { start: 0, middle: width / 2, end: width }[align];
  return { left, right: left + width, top: y - lineHeight / 2, bottom: y + lineHeight / 2 };
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
