import Link from 'next/link';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import { objectiveTitle } from '../run/words.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icon.tsx';
import { rowOpener } from '../ui/row-keys.ts';
import { BoardCellView } from './board-cell.tsx';
import { type BoardRow, cellOf, type FigureColumn, figureNotes } from './columns.ts';

export const BoardRowDocument = graphql(`
  fragment BoardRow on LeaderboardRow {
    id
    rank
    label
    kind
    objective
    average
    averageSd
    parameters
    knowledgeBaseSize
    knowledgeBaseBytes
    knowledgeBaseKeyBytes
    recipe {
      digest
    }
    latency {
      studentP50
      retrievalP50
      quiet
    }
    cells {
      column
      score
      predictor
      n
      undefinedRuns
      mean
      sd
      isBest
      tiedWithBest
      tiePValue
      best
      other {
        predictor
        mean
        sd
      }
      neighborsOnly
      neighborsOnlySd
      majorityBaseline
      belowBaseline
      retrievalGain {
        mean
        sd
        n
        pValue
        test
        verdict
        belowBaseline
      }
      retention
      retentionSd
      complete
      parts {
        dataset
        score
        mean
        sd
      }
      runs {
        id
        name
        seed
        status
      }
    }
  }
`);

/** One recipe; its name is the button that opens its seeds, and a link leads to its fields. */
export function BoardRowView({
  row,
  columns,
  figures,
  rank,
  open,
  onToggle,
}: {
  row: BoardRow;
  /** Keys of the columns of tasks. */
  columns: readonly string[];
  figures: readonly FigureColumn[];
  /** Among those that are ranked; null for a teacher. */
  rank: number | null;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <tr>
      <td className="!whitespace-normal">
        <div className="min-w-[156px] max-w-[156px] py-1 md:min-w-[200px] md:max-w-[300px]">
          <button
            type="button"
            {...rowOpener}
            aria-expanded={open}
            onClick={onToggle}
            className="flex items-center gap-2 text-left"
          >
            <span className={cx('text-ink-2 transition-transform duration-100', open && 'rotate-90')}>
              <Icon name="chevron-right" size={12} />
            </span>
            <span className="wrap-anywhere">{row.label}</span>
          </button>
          <span className="block pl-5 text-xs text-ink-2">
            {row.kind === 'TEACHER'
              ? 'For comparison'
              : row.objective
                ? objectiveTitle(row.objective)
                : 'External'}
            {' · '}
            <Link
              href={`/recipes/${row.recipe.digest}`}
              aria-label={`Recipe of ${row.label}`}
              className="text-accent hover:underline"
            >
              recipe
            </Link>
          </span>
        </div>
      </td>
      <td className="number text-ink-2">{formatCount(rank)}</td>
      {columns.map((column) => (
        <td key={column} className="number">
          <BoardCellView cell={cellOf(row, column)} kind={row.kind} />
        </td>
      ))}
      {figures.map(({ key, text }) => (
        <td key={key} className="number">
          {text(row)}
          {key === 'latency' && row.latency && row.latency.quiet !== true && <LoadMark />}
          <FigureNote column={key} row={row} />
        </td>
      ))}
    </tr>
  );
}

/** Marks a latency that may not be compared: a mean that is not over figures from a quiet machine. */
function LoadMark() {
  return (
    <span
      className="block text-xs text-lost"
      title="The machine was busy, or its load was not recorded, whenever this was measured: not comparable, and not ranked"
    >
      busy or unknown load
    </span>
  );
}

function FigureNote({ column, row }: { column: string; row: BoardRow }) {
  return figureNotes(column, row).map((note) => (
    <span key={note} className="block text-xs text-ink-2">
      {note}
    </span>
  ));
}
