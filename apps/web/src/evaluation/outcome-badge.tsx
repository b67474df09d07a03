import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import { cx } from '../ui/cx.ts';
import { type OutcomeLook, outcomeLook } from './outcome.ts';

const colors: Record<OutcomeLook['color'], string> = {
  helped: 'text-helped',
  hurt: 'text-hurt',
  'ink-2': 'text-ink-2',
};

/** What retrieval did to one prediction: shape and word in the outcome's color. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const look = outcomeLook(outcome);
  return (
    <span
      className={cx('inline-flex items-center gap-1.5 whitespace-nowrap', colors[look.color])}
      title={look.meaning}
    >
      <span aria-hidden="true" className="text-xs">
        {look.shape}
      </span>
      {look.title}
    </span>
  );
}
