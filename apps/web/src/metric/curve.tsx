'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatCount } from '../format/number.ts';
import { useChartColors } from './chart-colors.ts';
import { allPositive, type CurveData } from './curve-data.ts';
import { curveOptions } from './curve-options.ts';
import type { MetricFormat } from './metric-format.ts';

const height = 196;

/** One metric's chart. Under the pointer it says its values; otherwise the last one. */
export function Curve({
  title,
  data,
  logarithmic,
  smoothed,
  group,
  unit,
  format,
  onZoom,
}: {
  title: string;
  data: CurveData;
  logarithmic: boolean;
  smoothed: boolean;
  group: string;
  unit: string;
  format: MetricFormat;
  onZoom: (range: [number, number] | null) => void;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLSpanElement>(null);
  const chart = useRef<uPlot>(null);
  const colors = useChartColors();
  const useLog = logarithmic && allPositive(data);
  const latest = useRef({ data, onZoom });
  latest.current = { data, onZoom };

  useEffect(() => {
    const element = holder.current;
    if (!element || !colors.line) return;
    const say = (plot: uPlot) => {
      if (readout.current)
        readout.current.textContent = readoutText(latest.current.data, plot.cursor.idx, unit, format);
    };
    const options = curveOptions(
      { width: element.clientWidth, height, colors, logarithmic: useLog, smoothed, group, unit, format },
      say,
      (range) => latest.current.onZoom(range),
    );
    const plot = new uPlot(options, columns(latest.current.data), element);
    chart.current = plot;
    say(plot);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [colors, useLog, smoothed, group, unit, format]);

  useEffect(() => {
    const plot = chart.current;
    if (!plot) return;
    plot.setData(columns(data));
    if (readout.current) readout.current.textContent = readoutText(data, plot.cursor.idx, unit, format);
  }, [data, unit, format]);

  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-baseline justify-between gap-2 text-xs">
        <span className="truncate font-medium" title={title}>
          {title}
        </span>
        <span ref={readout} className="numeric whitespace-nowrap text-ink-2" />
      </figcaption>
      <div
        ref={holder}
        style={{ height }}
        role="img"
        aria-label={`${title}: ${readoutText(data, null, unit, format)}`}
      />
      {(data.nonFinite > 0 || (logarithmic && !useLog)) && (
        <p className="text-xs text-ink-2">
          {data.nonFinite > 0 &&
            `${data.nonFinite} ${data.nonFinite === 1 ? 'value is' : 'values are'} not finite. `}
          {logarithmic && !useLog && 'Linear: it has values of zero or below.'}
        </p>
      )}
    </figure>
  );
}

function columns(data: CurveData): uPlot.AlignedData {
  return [data.x, data.line, data.mean, data.max, data.min];
}

function readoutText(
  data: CurveData,
  index: number | null | undefined,
  unit: string,
  format: MetricFormat,
): string {
  const at = index ?? data.x.length - 1;
  const x = data.x[at];
  if (x === undefined) return 'no points yet';
  const [low, high] = [data.min[at], data.max[at]];
  const spread =
    low != null && high != null && low !== high ? ` (${format.value(low)} to ${format.value(high)})` : '';
  const place = unit === 'step' ? `step ${formatCount(Math.round(x))}` : `${x.toFixed(1)} s`;
  return `${place}: ${format.value(data.line[at])}${spread}`;
}
