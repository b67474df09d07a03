import Link from 'next/link';
import { Fragment } from 'react';
import { formatGain, formatMeanSd, formatScore, scoreTitle } from '../format/score.ts';
import { StatusShape } from '../run/status-mark.tsx';
import type { BoardTask } from './board-table.tsx';
import { furtherParts } from './cell-parts.ts';
import { type BoardRow, cellOf } from './columns.ts';

/** What a row's means are made of: for each task its figures in full, its further scores and datasets, and its runs. */
export function SeedDetails({ row, tasks }: { row: BoardRow; tasks: readonly BoardTask[] }) {
  const shown = tasks.flatMap((task) => {
    const cell = cellOf(row, task.id);
    return cell ? [{ task, cell }] : [];
  });
  return (
    <div className="bg-sunken px-5 py-2">
      <table className="text-xs">
        <thead>
          <tr>
            {[
              'Task',
              'Score',
              'With retrieval',
              'Alone',
              'Neighbors only',
              'Gain, points',
              'Best seed',
              'Retention, %',
              'Runs by seed',
            ].map((title, column) => (
              <th key={title} scope="col" className={column >= 2 && column <= 7 ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ task, cell }) => (
            <Fragment key={task.id}>
              <tr>
                <td>{task.title}</td>
                <td className="text-ink-2">{scoreTitle(cell.score)}</td>
                <td className="number">{formatMeanSd(cell.mean, cell.sd)}</td>
                <td className="number">{formatMeanSd(cell.alone, cell.aloneSd)}</td>
                <td className="number">{formatScore(cell.neighborsOnly)}</td>
                <td className="number">
                  {formatGain(cell.gain)}
                  {cell.gainSd != null && ` ± ${formatScore(cell.gainSd)}`}
                </td>
                <td className="number">{formatScore(cell.best)}</td>
                <td className="number">{formatScore(cell.retention)}</td>
                <td>
                  <span className="flex gap-3">
                    {cell.runs.map((run) => (
                      <Link
                        key={run.id}
                        href={`/runs/${encodeURIComponent(run.id)}`}
                        title={run.name}
                        className="inline-flex items-center gap-1 text-accent hover:underline"
                      >
                        <StatusShape status={run.status} />
                        {run.seed == null ? run.name : `seed ${run.seed}`}
                      </Link>
                    ))}
                  </span>
                </td>
              </tr>
              {furtherParts(cell).map((part) => (
                <tr key={`${part.dataset} ${part.score}`} className="text-ink-2">
                  <td className="!pl-6">{part.dataset}</td>
                  <td>{scoreTitle(part.score)}</td>
                  <td className="number">{formatMeanSd(part.mean, part.sd)}</td>
                  <td colSpan={6} />
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
