import type uPlot from 'uplot';
import type { ChartColors } from './chart-colors.ts';
import type { MetricFormat } from './metric-format.ts';

export interface CurveLook {
  width: number;
  height: number;
  colors: ChartColors;
  logarithmic: boolean;
  smoothed: boolean;
  /** Charts of one group share their crosshair. */
  group: string;
  /** `step` or `s`. */
  unit: string;
  format: MetricFormat;
}

/**
 * Options of one chart: the mean as a thin line over its minimum–maximum band; with smoothing the unsmoothed mean stays as a faint line.
 * Series: x, line, mean, max, min.
 */
export function curveOptions(
  look: CurveLook,
  onCursor: (chart: uPlot) => void,
  onZoom: (range: [number, number] | null) => void,
): uPlot.Options {
  const { colors } = look;
  const axis: uPlot.Axis = {
    stroke: colors.text,
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
  };
  const hidden: uPlot.Series = { width: 0, points: { show: false } };
  return {
    width: look.width,
    height: look.height,
    legend: { show: false },
    // Half a label stands out above the plot; the title keeps clear of it.
    padding: [12, 14, 0, 0],
    scales: { x: { time: false }, y: { distr: look.logarithmic ? 3 : 1 } },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 8,
        label: look.unit === 's' ? 'seconds' : look.unit,
        labelSize: 16,
        labelGap: 0,
        labelFont: axis.font ?? '',
        grid: { show: false },
        space: 64,
        values: (_, ticks) => ticks.map(tick),
      },
      { ...axis, size: 54, gap: 6, space: 28, values: (_, ticks) => look.format.ticks(ticks) },
    ],
    series: [
      { label: look.unit },
      {
        stroke: colors.line,
        width: 1.5,
        // One point makes no line.
        points: { show: (chart) => chart.data[0].length === 1, size: 5, fill: colors.line },
        spanGaps: false,
      },
      { ...hidden, stroke: colors.faint, width: look.smoothed ? 1 : 0 },
      hidden,
      hidden,
    ],
    bands: [{ series: [3, 4], fill: colors.band }],
    cursor: {
      y: false,
      points: { size: 6, width: 1, one: true },
      drag: { x: true, y: false, setScale: false },
      sync: { key: look.group, filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      bind: {
        dblclick: () => () => {
          onZoom(null);
          return null;
        },
      },
    },
    hooks: {
      setCursor: [onCursor],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width < 8) return;
          onZoom([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

function tick(value: number): string {
  return value >= 10_000 ? `${value / 1000}k` : String(Number(value.toPrecision(6)));
}
