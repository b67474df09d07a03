import { formatBytes, formatCount, formatMilliseconds, formatParameters, unknown } from '../format/number.ts';
import { formatScore } from '../format/score.ts';
import { graphql } from '../generated/gql.ts';
import { objectiveTitle } from '../run/words.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icon.tsx';
import { rowOpener } from '../ui/row-keys.ts';
import { BoardCellView } from './board-cell.tsx';
import { type BoardRow, cellOf, type FigureColumn } from './columns.ts';
import type { Mark } from './marks.ts';

export const BoardRowDocument = graphql(`
  fragment BoardRow on LeaderboardRow {
    id
    rank
    label
    kind
    objective
    average
    parameters
    knowledgeBaseSize
    knowledgeBaseBytes
    latency {
      studentP50
      retrievalP50
    }
    cells {
      task
      score
      n
      seeds
      mean
      sd
      best
      alone
      aloneSd
      neighborsOnly
      gain
      gainSd
      retention
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

const formats: Record<string, (value: number | null) => string> = {
  average: formatScore,
  retention: formatScore,
  parameters: formatParameters,
  latency: formatMilliseconds,
  knowledgeBase: formatBytes,
};

/** One recipe; its name is the button that opens its seeds. */
export function BoardRowView({
  row,
  tasks,
  figures,
  rank,
  markOf,
  averageMark,
  open,
  onToggle,
}: {
  row: BoardRow;
  tasks: readonly string[];
  figures: readonly FigureColumn[];
  /** Among those that are ranked; null for a teacher. */
  rank: number | null;
  markOf: (task: string) => Mark;
  averageMark: Mark;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <tr>
      <td>
        <button
          type="button"
          {...rowOpener}
          aria-expanded={open}
          onClick={onToggle}
          className="flex max-w-[156px] items-center gap-2 py-1 text-left md:max-w-[340px]"
        >
          <span className={cx('text-ink-2 transition-transform duration-100', open && 'rotate-90')}>
            <Icon name="chevron-right" size={12} />
          </span>
          <span className="min-w-0">
            <span className="block truncate" title={row.label}>
              {row.label}
            </span>
            <span className="block text-xs text-ink-2">
              {row.kind === 'TEACHER'
                ? 'Teacher, for comparison'
                : row.objective
                  ? objectiveTitle(row.objective)
                  : 'External'}
            </span>
          </span>
        </button>
      </td>
      <td className="number text-ink-2">{formatCount(rank)}</td>
      {tasks.map((task) => (
        <td key={task} className="number">
          <BoardCellView cell={cellOf(row, task)} mark={markOf(task)} />
        </td>
      ))}
      {figures.map((column) => {
        const value = column.value(row);
        const best = column.key === 'average' && averageMark === 'best';
        return (
          <td
            key={column.key}
            className={cx('number', value === null && 'text-ink-2', best && 'font-medium')}
          >
            {formats[column.key]?.(value) ?? unknown}
            <FigureNote column={column.key} row={row} />
          </td>
        );
      })}
    </tr>
  );
}

/** What a figure's number is made of, below it: the latency alone, the entries of the knowledge base. */
function FigureNote({ column, row }: { column: string; row: BoardRow }) {
  const note =
    column === 'latency' && row.latency?.retrievalP50 != null
      ? `${formatMilliseconds(row.latency.studentP50)} alone`
      : column === 'knowledgeBase' && row.knowledgeBaseSize != null
        ? `${formatCount(row.knowledgeBaseSize)} entries`
        : null;
  return note && <span className="block text-xs text-ink-2">{note}</span>;
}
