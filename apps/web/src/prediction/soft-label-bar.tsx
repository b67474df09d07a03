import { formatUnit } from '../format/number.ts';
import { labelBackground } from './label-color.ts';
import { top } from './top.ts';

export interface Probability {
  label: string;
  value: number;
}

/** A distribution as one stacked bar, with its largest label and that one's probability in words. */
export function SoftLabelBar({ probabilities }: { probabilities: readonly Probability[] }) {
  const best = top(probabilities);
  return (
    <span
      className="inline-flex items-center gap-2"
      title={probabilities.map(({ label, value }) => `${label} ${formatUnit(value)}`).join(', ')}
    >
      <span aria-hidden="true" className="flex h-2 w-20 shrink-0 gap-px overflow-hidden rounded-[2px]">
        {probabilities.map(({ label, value }, index) => (
          <span key={label} className={labelBackground(index)} style={{ width: `${100 * value}%` }} />
        ))}
      </span>
      {best && (
        <span className="numeric text-xs text-ink-2">
          {best.label} {formatUnit(best.value)}
        </span>
      )}
    </span>
  );
}
