import { formatBytes, formatCount } from '../format/number.ts';
import { formatMeanSd, formatScore } from '../format/score.ts';
import { useWidth } from '../ui/use-width.ts';
import { methodColor, methodTitle } from './method.ts';
import { anchorsAround, placeLabels } from './place-labels.ts';
import { evenTicks } from './plot-ticks.ts';
import { plotLayout, plotSummary } from './variant-layout.ts';
import type { PlottedPoint } from './variant-points.ts';

const height = 260;
const radius = 4;
const words = { rows: 'Rows', keyBytes: 'Bytes of the keys' };

/**
 * Score with retrieval, mean and one standard deviation over students, against a size on a logarithmic axis. Variants of one method are
 * joined; two lines mark the score with the original, which is a ring, and that of the students without retrieval.
 *
 * @param score its name with its unit
 */
export function VariantPlot({
  points,
  alone,
  score,
  size,
}: {
  points: readonly PlottedPoint[];
  /** null where it is undefined. */
  alone: number | null;
  score: string;
  size: 'rows' | 'keyBytes';
}) {
  const [figure, width] = useWidth<HTMLElement>(460);
  const format = size === 'rows' ? formatCount : formatBytes;
  const { area, places, spreads, series, lines, y, ticks } = plotLayout(points, {
    alone,
    size,
    width,
    height,
  });
  const labels = [
    ...lines.map(({ text, anchors }) => ({ text, anchors })),
    ...series.map(({ method, places: own }) => ({
      text: methodTitle(method),
      anchors: anchorsAround(own, 8),
    })),
  ];
  const at = placeLabels(labels, { points: places, radius: radius + 1, bounds: area });
  const unlabeled = series.filter((_, i) => at[lines.length + i] === null);
  return (
    <figure ref={figure} className="min-w-0">
      <figcaption className="mb-1 flex justify-between gap-4 text-xs">
        <span className="font-medium">{words[size]}</span>
        <span className="text-ink-2">{score}, with retrieval</span>
      </figcaption>
      <svg width={width} height={height} role="img" aria-label={plotSummary(points, { alone, score, size })}>
        {evenTicks(y.low, y.high, 4).map((value) => (
          <g key={value}>
            <line x1={area.left} x2={area.right} y1={y.at(value)} y2={y.at(value)} className="stroke-line" />
            <text
              x={area.left - 6}
              y={y.at(value) + 4}
              textAnchor="end"
              className="numeric fill-ink-2 text-[11px]"
            >
              {formatScore(value)}
            </text>
          </g>
        ))}
        {ticks.map(({ value, x, align }) => (
          <text
            key={value}
            x={x}
            y={height - 6}
            textAnchor={align}
            className="numeric fill-ink-2 text-[11px]"
          >
            {format(Math.round(value))}
          </text>
        ))}
        {lines.map(({ text, value, color, dashes }) => (
          <line
            key={text}
            x1={area.left}
            x2={area.right}
            y1={y.at(value)}
            y2={y.at(value)}
            stroke={color}
            strokeDasharray={dashes}
          />
        ))}
        {series.map(({ method, places: own }) => (
          <polyline
            key={method}
            points={own.map((place) => `${place.x},${place.y}`).join(' ')}
            fill="none"
            stroke={methodColor(method)}
            strokeWidth={1.25}
          />
        ))}
        {spreads.map((spread, i) => {
          const point = points[i];
          return (
            spread &&
            point && (
              <line
                key={point.id}
                x1={places[i]?.x}
                x2={places[i]?.x}
                y1={spread.top}
                y2={spread.bottom}
                stroke={point.method === null ? 'var(--ink-2)' : methodColor(point.method)}
                strokeOpacity={0.5}
              />
            )
          );
        })}
        {points.map((point, i) => (
          <circle
            key={point.id}
            cx={places[i]?.x}
            cy={places[i]?.y}
            r={radius}
            strokeWidth={point.method === null ? 2 : 1}
            className="stroke-ink"
            fill={point.method === null ? 'var(--canvas)' : methodColor(point.method)}
          >
            <title>
              {methodTitle(point.method, point.keep)}: {format(point[size])},{' '}
              {formatMeanSd(point.fused, point.fusedSd)}
            </title>
          </circle>
        ))}
        {labels.map(({ text }, i) => {
          const place = at[i];
          return (
            place && (
              <text
                key={text}
                x={place.x}
                y={place.y + 4}
                textAnchor={place.align}
                fill={lines[i]?.ink ?? 'var(--ink)'}
                stroke="var(--canvas)"
                strokeWidth={3}
                paintOrder="stroke"
                className="numeric text-[11px]"
              >
                {text}
              </text>
            )
          );
        })}
      </svg>
      {unlabeled.length > 0 && (
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-2">
          {unlabeled.map(({ method }) => (
            <span key={method} className="inline-flex items-center gap-1.5">
              <span
                aria-hidden="true"
                className="size-2 rounded-full border border-ink"
                style={{ background: methodColor(method) }}
              />
              {methodTitle(method)}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}
