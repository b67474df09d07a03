import { unknown } from '../format/number.ts';
import { formatGain, formatMeanSd, formatScore } from '../format/score.ts';
import { cx } from '../ui/cx.ts';
import { partsNote } from './cell-parts.ts';
import type { BoardCell } from './columns.ts';
import type { Mark } from './marks.ts';

/** Mean ± sd; below it what it is made of, the gain by retrieval, the score alone and the number of seeds. */
export function BoardCellView({ cell, mark }: { cell: BoardCell | undefined; mark: Mark }) {
  if (!cell) return <span className="text-ink-2">{unknown}</span>;
  const note = partsNote(cell);
  return (
    <span className="block py-1">
      <span className={cx('block', mark === 'best' && 'font-medium')} title={markTitles[mark]}>
        {mark === 'within' && (
          <span className="mr-1 text-accent">
            <span aria-hidden="true">•</span>
            <span className="sr-only">within one sd of the best: </span>
          </span>
        )}
        {mark === 'best' && <span className="sr-only">best: </span>}
        {formatMeanSd(cell.mean, cell.sd)}
      </span>
      {note && <span className="block text-xs text-ink-2">{note}</span>}
      <span className="block text-xs text-ink-2">
        {cell.gain != null && `${formatGain(cell.gain)} over ${formatScore(cell.alone)}, `}
        {cell.n === 1 ? '1 seed' : `${cell.n} seeds`}
        {!cell.complete && <span className="text-lost">, subset</span>}
      </span>
    </span>
  );
}

const markTitles: Record<Mark, string | undefined> = {
  best: 'Best in its column',
  within: 'Within one standard deviation of the best',
  none: undefined,
};
