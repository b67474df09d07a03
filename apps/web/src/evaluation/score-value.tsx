import { unknown } from '../format/number.ts';
import { formatScore, undefinedScoreReason } from '../format/score.ts';

/** A score × 100; of an undefined one an en dash with the reason, of one that was not taken an en dash alone. */
export function ScoreValue({ name, value }: { name: string; value: number | null | undefined }) {
  if (value === undefined) return <span className="text-ink-2">{unknown}</span>;
  if (value !== null) return formatScore(value);
  return (
    <span className="cursor-help text-ink-2" title={undefinedScoreReason(name)}>
      <span aria-hidden="true">{unknown}</span>
      <span className="sr-only">undefined</span>
    </span>
  );
}
