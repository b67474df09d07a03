import { formatScoreValue, unknown } from '../format/number.ts';
import { labelBackground } from './label-color.ts';

/** A label behind a swatch of its color, or the score of a regression; an en dash where the source gives none. */
export function LabelName({
  label,
  labels,
}: {
  label: string | null | undefined;
  labels: readonly string[];
}) {
  if (label == null) return <span className="text-ink-2">{unknown}</span>;
  if (labels.length === 0) return <span className="numeric">{formatScoreValue(Number(label))}</span>;
  const index = labels.indexOf(label);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={`size-2 rounded-full ${labelBackground(Math.max(0, index))}`} />
      {label}
    </span>
  );
}
