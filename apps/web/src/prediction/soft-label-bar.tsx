import { formatScoreValue, formatUnit } from '../format/number.ts';
import { labelBackground } from './label-color.ts';
import { top } from './top.ts';

export interface Probability {
  label: string;
  value: number;
}

/**
 * A distribution as one stacked bar with the largest probability beside it; of a regression the one score.
 *
 * @param expected the label that stands nearby; the largest one is named only where it is another
 */
export function SoftLabelBar({
  probabilities,
  expected,
}: {
  probabilities: readonly Probability[];
  expected: string | null;
}) {
  const [only] = probabilities;
  if (only && probabilities.length === 1)
    return <span className="numeric">{formatScoreValue(only.value)}</span>;
  const best = top(probabilities);
  return (
    <span
      className="inline-flex items-center gap-2"
      title={probabilities.map(({ label, value }) => `${label} ${formatUnit(value)}`).join(', ')}
    >
      <span aria-hidden="true" className="flex h-2 w-16 shrink-0 gap-px overflow-hidden rounded-[2px]">
        {probabilities.map(({ label, value }, index) => (
          <span key={label} className={labelBackground(index)} style={{ width: `${100 * value}%` }} />
        ))}
      </span>
      {best && (
        <span className="numeric text-xs text-ink-2">
          {formatUnit(best.value)}
          {best.label !== expected && ` ${best.label}`}
        </span>
      )}
    </span>
  );
}
