import { unknown } from '../format/number.ts';
import { formatMeanSd } from '../format/score.ts';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { cx } from '../ui/cx.ts';
import { partsNote } from './cell-parts.ts';
import type { BoardCell, BoardRow } from './columns.ts';
import { tieText } from './tie-text.ts';

/** A cell that no test could compare has no mark: it may be far below the best. */
function isTestedTie({ tiedWithBest, tiePValue }: BoardCell): boolean {
  return tiedWithBest && tiePValue != null;
}

const constantTitle = 'The mean is no higher than giving every example the same class';

/** Mean ± sd of the predictor that ranks the recipe; below it the other predictor, the scores it is made of and the number of seeds. */
export function BoardCellView({ cell, kind }: { cell: BoardCell | undefined; kind: BoardRow['kind'] }) {
  if (!cell) return <span className="text-ink-2">{unknown}</span>;
  const note = partsNote(cell);
  const tie = tieText(cell);
  return (
    <span className="block py-1">
      <span className={cx('block', cell.isBest && 'font-medium')} title={tie ?? undefined}>
        {isTestedTie(cell) && (
          <span className="mr-1 text-accent">
            <span aria-hidden="true">•</span>
            <span className="sr-only">{tie}: </span>
          </span>
        )}
        {cell.isBest && <span className="sr-only">best: </span>}
        <Mean cell={cell} />
        <span className="ml-1 text-xs font-normal text-ink-2">{nameOf(cell.predictor, kind)}</span>
      </span>
      {cell.other && (
        <span className="block text-xs text-ink-2">
          {formatMeanSd(cell.other.mean, cell.other.sd)} {nameOf(cell.other.predictor, kind)}
        </span>
      )}
      {note && <span className="block text-xs text-ink-2">{note}</span>}
      <span className="block text-xs text-ink-2">
        {seedsText(cell)}
        {!cell.complete && <span className="text-lost">, subset</span>}
      </span>
      {cell.belowBaseline && (
        <span className="block text-xs text-lost" title={constantTitle}>
          no better than a constant
        </span>
      )}
    </span>
  );
}

function Mean({ cell }: { cell: BoardCell }) {
  if (cell.mean != null) return formatMeanSd(cell.mean, cell.sd);
  return (
    <span
      className="cursor-help text-ink-2"
      title="The score is undefined in every run: its predictions are constant"
    >
      <span aria-hidden="true">{unknown}</span>
      <span className="sr-only">undefined</span>
    </span>
  );
}

function nameOf(predictor: BoardCell['predictor'], kind: BoardRow['kind']): string {
  return predictorTitle(predictor, kind).toLowerCase();
}

/** `3 seeds`, `2 seeds, 1 undefined`, `1 undefined`. */
function seedsText({ n, undefinedRuns }: BoardCell): string {
  return [
    ...(n > 0 ? [n === 1 ? '1 seed' : `${n} seeds`] : []),
    ...(undefinedRuns > 0 ? [`${undefinedRuns} undefined`] : []),
  ].join(', ');
}
