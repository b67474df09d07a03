'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { cx } from '../ui/cx.ts';
import { useChartColors } from './chart-colors.ts';
import { allPositive, type CurveData } from './curve-data.ts';
import { curveOptions } from './curve-options.ts';
import type { MetricFormat } from './metric-format.ts';
import { readoutText } from './readout-text.ts';

const height = 196;

/** One metric's chart, with the values of the point under the pointer, or else of the last point. */
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
        readout.current.textContent = readoutText(latest.current.data, plot.cursor.idx, {
          unit,
          format,
          smoothed,
        });
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
    if (readout.current)
      readout.current.textContent = readoutText(data, plot.cursor.idx, { unit, format, smoothed });
  }, [data, unit, format, smoothed]);

  return (
    <figure className="min-w-0">
      <figcaption
        className={cx('mb-1 flex text-xs', smoothed ? 'flex-col' : 'items-baseline justify-between gap-2')}
      >
        <span className="truncate font-medium" title={title}>
          {title}
        </span>
        <span
          ref={readout}
          // Two lines are kept free, so that the chart stays where it is while the pointer moves.
          className={cx('numeric text-ink-2', smoothed ? 'h-8' : 'whitespace-nowrap')}
        />
      </figcaption>
      <div
        ref={holder}
        style={{ height }}
        role="img"
        aria-label={`${title}: ${readoutText(data, null, { unit, format, smoothed })}`}
      />
      {(data.nonFinite > 0 || (logarithmic && !useLog)) && (
        <p className="text-xs text-ink-2">
          {data.nonFinite > 0 &&
            `${data.nonFinite} ${data.nonFinite === 1 ? 'value is' : 'values are'} not finite. `}
          {logarithmic && !useLog && 'Linear axis: some values are zero or negative.'}
        </p>
      )}
    </figure>
  );
}

function columns(data: CurveData): uPlot.AlignedData {
  return [data.x, data.line, data.mean, data.max, data.min];
}
