import { evenTicks, logTicks } from '@stillhouse/web/knowledge-base/plot-ticks.ts';
import { plotLayout, plotSummary } from '@stillhouse/web/knowledge-base/variant-layout.ts';
import type { PlottedPoint } from '@stillhouse/web/knowledge-base/variant-points.ts';
import { describe, expect, it } from 'vitest';

const point: PlottedPoint = {
  ...{ id: 'a', name: 'memory', method: null, keep: null, rows: 1000, keyBytes: 128_000 },
  ...{ entryBytes: 300_000, indexBytes: 0, alone: 0.8, aloneSd: null, neighborsOnly: 0.79 },
  ...{ neighborsOnlySd: null, fused: 0.81, fusedSd: null, students: 3, values: [] },
  ...{ k: [8], temperature: [0.1], beta: [0.5] },
};
const points: PlottedPoint[] = [
  point,
  { ...point, id: 'b', method: 'HALFVEC', keyBytes: 64_000 },
  { ...point, id: 'c', method: 'HERDING', keep: 0.5, rows: 500, keyBytes: 64_000, fused: 0.8 },
  { ...point, id: 'd', method: 'HERDING', keep: 0.1, rows: 100, keyBytes: 12_800, fused: 0.78 },
];
const at = { alone: 0.8, size: 'rows', width: 500, height: 260 } as const;

describe('the plot of score against size', () => {
  const layout = plotLayout(points, at);

  it('has no point on an axis, and two of equal size and score beside each other', () => {
    const [original, half, , least] = layout.places;
    expect(least?.x).toBeGreaterThan(layout.area.left + 8);
    expect(half?.y).toBe(original?.y);
    expect(Math.abs((half?.x ?? 0) - (original?.x ?? 0))).toBeGreaterThan(8);
    for (const { x } of layout.places) expect(x).toBeLessThan(layout.area.right);
  });

  it('joins the variants of a method from the smallest to the largest', () => {
    expect(layout.series.map(({ method }) => method)).toEqual(['HALFVEC', 'HERDING']);
    expect(layout.series[1]?.places).toEqual([layout.places[3], layout.places[2]]);
  });

  it('marks the score of the students alone and of the original, the higher one first', () => {
    expect(layout.lines.map(({ text }) => text)).toEqual(['the original 81.0', 'students alone 80.0']);
    expect(layout.y.at(0.81)).toBeLessThan(layout.y.at(0.8));
    expect(layout.y.low).toBeLessThan(0.78);
  });

  it('has room for one standard deviation around each mean', () => {
    const wide = plotLayout([{ ...point, fusedSd: 0.05 }, ...points.slice(1)], at);
    expect(wide.y.low).toBeLessThan(0.76);
    expect(wide.y.high).toBeGreaterThan(0.86);
    expect(wide.spreads[0]?.top).toBeCloseTo(wide.y.at(0.86), 6);
    expect(wide.spreads[0]?.bottom).toBeCloseTo(wide.y.at(0.76), 6);
    expect(wide.spreads[1]).toBeNull();
  });

  it('is told in words, number by number', () => {
    expect(plotSummary(points, { alone: 0.8, score: 'Accuracy, %', size: 'rows' })).toBe(
      'Accuracy, %, with retrieval, against rows: the original 81.0 at 1,000; half precision 81.0 at 1,000; ' +
        'herding 78.0 at 100, 80.0 at 500; students alone 80.0.',
    );
  });

  it('has round numbers along its axes', () => {
    expect(evenTicks(0.776, 0.814, 4).map((tick) => Number(tick.toFixed(3)))).toEqual([
      0.78, 0.79, 0.8, 0.81,
    ]);
    expect(logTicks(100, 1000, 5)).toEqual([100, 200, 500, 1000]);
    expect(logTicks(100, 100_000, 5)).toEqual([100, 1000, 10_000, 100_000]);
    expect(logTicks(120, 180, 5)).toEqual([120, 180]);
    expect(logTicks(7, 7, 5)).toEqual([7]);
  });
});
