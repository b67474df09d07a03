import { formatBytes, formatCount } from '../format/number.ts';
import { formatScore } from '../format/score.ts';
import { cx } from '../ui/cx.ts';
import { methodColor, methodTitle } from './method.ts';
import { logPlace, type VariantPoint } from './variant-points.ts';

const [width, height] = [460, 220];
const margin = { left: 44, right: 16, top: 12, bottom: 34 };

/** Score with retrieval against a size, which runs on a logarithmic axis; the original is a ring, and a line marks its score. */
export function VariantPlot({
  points,
  size,
}: {
  points: readonly VariantPoint[];
  size: 'rows' | 'keyBytes';
}) {
  const format = size === 'rows' ? formatCount : formatBytes;
  const title = size === 'rows' ? 'Rows' : 'Bytes of the keys';
  const sizes = points.map((point) => point[size]);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const scores = points.map(({ fused }) => fused);
  const room = Math.max(0.005, (Math.max(...scores) - Math.min(...scores)) / 10);
  const [least, most] = [Math.min(...scores) - room, Math.max(...scores) + room];
  const x = (value: number) =>
    margin.left + logPlace(value, low, high) * (width - margin.left - margin.right);
  const y = (value: number) =>
    margin.top + (1 - (value - least) / (most - least)) * (height - margin.top - margin.bottom);
  const original = points.find(({ method }) => method === null);
  return (
    <figure>
      <figcaption className="mb-1 text-xs font-medium">{title}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Score with retrieval against ${title.toLowerCase()}`}
        className="w-full"
      >
        {[least, (least + most) / 2, most].map((value) => (
          <g key={value}>
            <line
              x1={margin.left}
              x2={width - margin.right}
              y1={y(value)}
              y2={y(value)}
              className="stroke-line"
            />
            <text
              x={margin.left - 6}
              y={y(value) + 4}
              textAnchor="end"
              className="numeric fill-ink-2 text-[11px]"
            >
              {formatScore(value)}
            </text>
          </g>
        ))}
        {[low, ...(high > low ? [Math.sqrt(low * high), high] : [])].map((value, i) => (
          <text
            key={value}
            x={x(value)}
            y={height - margin.bottom + 18}
            textAnchor={i === 0 ? 'start' : i === 2 ? 'end' : 'middle'}
            className="numeric fill-ink-2 text-[11px]"
          >
            {format(Math.round(value))}
          </text>
        ))}
        {original && (
          <line
            x1={margin.left}
            x2={width - margin.right}
            y1={y(original.fused)}
            y2={y(original.fused)}
            strokeDasharray="3 3"
            className="stroke-line-strong"
          />
        )}
        {points.map((point) => (
          <circle
            key={point.id}
            cx={x(point[size])}
            cy={y(point.fused)}
            r={point.method === null ? 5 : 4}
            strokeWidth={2}
            className={cx(point.method === null && 'fill-none stroke-ink')}
            {...(point.method !== null && { fill: methodColor(point.method) })}
          >
            <title>
              {`${methodTitle(point.method)}: ${format(point[size])}, ${formatScore(point.fused)} with retrieval`}
            </title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}
