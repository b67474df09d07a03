import {
  anchorsAround,
  type Place,
  placeLabels,
  sideBySide,
} from '@stillhouse/web/knowledge-base/place-labels.ts';
import { describe, expect, it } from 'vitest';

const bounds = { left: 0, right: 200, top: 0, bottom: 100 };

describe('points at one place', () => {
  it('stand side by side at their height, the first where it belongs', () => {
    const at = { x: 50, y: 20 };
    expect(sideBySide([at, at, at], 10)).toEqual([at, { x: 60, y: 20 }, { x: 40, y: 20 }]);
  });

  it('never hide each other, and stay where nobody is near', () => {
    const points = Array.from({ length: 30 }, (_, i) => ({ x: 50 + (i % 3), y: 20 + (i % 5) }));
    const far = { x: 190, y: 90 };
    const placed = sideBySide([...points, far], 9);
    expect(placed.at(-1)).toEqual(far);
    const distance = (a: Place, b: Place) => Math.hypot(a.x - b.x, a.y - b.y);
    placed.forEach((one, i) => {
      for (const other of placed.slice(i + 1)) expect(distance(one, other)).toBeGreaterThanOrEqual(9);
    });
  });
});

describe('labels of points', () => {
  const labeled = (text: string, ...points: Place[]) => ({ text, anchors: anchorsAround(points, 8) });

  it('stand to the right of a point, or to the left where there is no room', () => {
    const points = [
      { x: 20, y: 20 },
      { x: 190, y: 50 },
    ];
    const labels = points.map((point) => labeled('herding', point));
    expect(placeLabels(labels, { points, radius: 4, bounds })).toEqual([
      { x: 28, y: 20, align: 'start' },
      { x: 182, y: 50, align: 'end' },
    ]);
  });

  it('cover neither a point nor each other: the second goes elsewhere', () => {
    const points = [
      { x: 60, y: 50 },
      { x: 60, y: 56 },
      { x: 80, y: 50 },
    ];
    const [first, second] = placeLabels([labeled('one', points[0]!), labeled('two', points[1]!)], {
      points,
      radius: 4,
      bounds,
    });
    expect(first).toEqual({ x: 52, y: 50, align: 'end' });
    expect(second).toEqual({ x: 60, y: 68, align: 'middle' });
  });

  it('that fit nowhere are left out', () => {
    const at = { x: 100, y: 50 };
    const narrow = { left: 90, right: 110, top: 0, bottom: 100 };
    expect(
      placeLabels([labeled('condensed nearest neighbor', at)], { points: [at], radius: 4, bounds: narrow }),
    ).toEqual([null]);
  });
});
