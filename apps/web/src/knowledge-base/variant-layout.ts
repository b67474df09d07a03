import { formatBytes, formatCount } from '../format/number.ts';
import { formatMeanSd, formatScore } from '../format/score.ts';
import { methodTitle } from './method.ts';
import { type Anchor, type Place, sideBySide } from './place-labels.ts';
import { logTicks } from './plot-ticks.ts';
import { logPlace, type PlottedPoint } from './variant-points.ts';

const margin = { left: 40, right: 2, top: 6, bottom: 26 };
/** Between the axes and the outermost points. */
const inset = 16;
const apart = 11;
const roomForTick = 56;

type Size = 'rows' | 'keyBytes';

/** Where everything stands on the plot of score against size, in pixels. */
export function plotLayout(
  points: readonly PlottedPoint[],
  { alone, size, width, height }: { alone: number | null; size: Size; width: number; height: number },
) {
  const area = {
    left: margin.left,
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom,
  };
  const original = points.find(({ method }) => method === null);
  const scores = [
    ...points.flatMap(({ fused, fusedSd }) => [fused - (fusedSd ?? 0), fused + (fusedSd ?? 0)]),
    ...(alone === null ? [] : [alone]),
  ];
  // A span of less than a point would make much of nothing.
  const room = Math.max(0.005, (Math.max(...scores) - Math.min(...scores)) / 8);
  const [low, high] = [Math.min(...scores) - room, Math.max(...scores) + room];
  const y = {
    low,
    high,
    at: (value: number) => area.top + (1 - (value - low) / (high - low)) * (area.bottom - area.top),
  };
  const sizes = points.map((point) => point[size]);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const x = (value: number) =>
    area.left + inset + logPlace(value, least, most) * (area.right - area.left - 2 * inset);
  const truly = points.map((point) => ({ x: x(point[size]), y: y.at(point.fused) }));
  const places = sideBySide(truly, apart);
  const spreads = points.map(({ fused, fusedSd }) =>
    fusedSd === null ? null : { top: y.at(fused + fusedSd), bottom: y.at(fused - fusedSd) },
  );
  const methods = [...new Set(points.flatMap(({ method }) => method ?? []))];
  const series = methods.map((method) => {
    const own = points
      .map((point, i) => ({ point, place: places[i] as Place }))
      .filter(({ point }) => point.method === method)
      .sort((a, b) => a.point[size] - b.point[size])
      .map(({ place }) => place);
    return { method, places: own };
  });
  const ticks = logTicks(least, most, Math.floor((area.right - area.left) / roomForTick)).map((value) => ({
    value,
    x: x(value),
    align: 'middle' as const,
  }));
  return {
    area,
    places,
    spreads,
    series,
    lines: linesOf(original?.fused, alone, { area, y: y.at }),
    y,
    ticks,
  };
}

interface Line {
  text: string;
  value: number;
  /** Of the line, and of its words, which have to be read. */
  color: string;
  dashes: string | undefined;
  ink: string;
  anchors: Anchor[];
}

/** The two scores to compare with; the words of the higher one stand above it, if they can, and of the lower one below. */
function linesOf(
  original: number | undefined,
  alone: number | null,
  { area, y }: { area: { left: number; right: number }; y: (value: number) => number },
): Line[] {
  const known = [
    ...(alone === null
      ? []
      : [
          {
            text: `students alone ${formatScore(alone)}`,
            value: alone,
            color: 'var(--student)',
            dashes: undefined,
            ink: 'var(--student)',
          },
        ]),
    ...(original === undefined
      ? []
      : [
          {
            text: `the original ${formatScore(original)}`,
            value: original,
            color: 'var(--ink-2)',
            dashes: '3 3',
            ink: 'var(--ink-2)',
          },
        ]),
  ].sort((a, b) => b.value - a.value);
  return known.map((line, i) => {
    const [first, second] = i === 0 ? [-9, 9] : [9, -9];
    const middle = (area.left + area.right) / 2;
    const anchors = [first, second].flatMap((shift): Anchor[] => {
      const at = y(line.value) + (shift ?? 0);
      return [
        { x: area.left + 4, y: at, align: 'start' },
        { x: area.right - 4, y: at, align: 'end' },
        { x: middle, y: at, align: 'middle' },
        { x: (area.left + middle) / 2, y: at, align: 'middle' },
        { x: (middle + area.right) / 2, y: at, align: 'middle' },
      ];
    });
    return { ...line, anchors };
  });
}

/** What the plot shows, in words. */
export function plotSummary(
  points: readonly PlottedPoint[],
  { alone, score, size }: { alone: number | null; score: string; size: Size },
): string {
  const format = size === 'rows' ? formatCount : formatBytes;
  const against = size === 'rows' ? 'rows' : 'bytes of the keys';
  const methods = [...new Set(points.map(({ method }) => method))];
  const each = methods.map((method) => {
    const own = points.filter((point) => point.method === method).sort((a, b) => a[size] - b[size]);
    const values = own.map(
      (point) => `${formatMeanSd(point.fused, point.fusedSd)} at ${format(point[size])}`,
    );
    return `${methodTitle(method)} ${values.join(', ')}`;
  });
  return `${score}, with retrieval, against ${against}: ${each.join('; ')}; students alone ${formatScore(alone)}.`;
}
