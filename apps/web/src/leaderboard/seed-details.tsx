import Link from 'next/link';
import { Fragment } from 'react';
import { belowBaselineText, testTitle, verdictWord } from '../evaluation/gain-text.ts';
import { formatPEquation, unknown } from '../format/number.ts';
import { formatGain, formatMeanSd, formatScore, scoreTitle } from '../format/score.ts';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { StatusShape } from '../run/status-mark.tsx';
import type { BoardColumn } from './board-column.ts';
import { furtherParts } from './cell-parts.ts';
import { type BoardCell, type BoardRow, cellOf } from './columns.ts';
import { CompareRecipe } from './compare-recipe.tsx';

const titles = [
  'Task',
  'Score',
  'Ranked by',
  'Mean',
  'Other predictor',
  'Neighbors only',
  'Majority class',
  'Gain by retrieval, points',
  'Best seed',
  'Retention, %',
  'Runs by seed',
];
const lastNumber = titles.length - 2;

/** What a row's means are made of: for each column its figures in full, its further scores and datasets, and its runs. */
export function SeedDetails({
  row,
  columns,
  others,
}: {
  row: BoardRow;
  columns: readonly BoardColumn[];
  /** The other rows of the board. */
  others: readonly BoardRow[];
}) {
  const shown = columns.flatMap((column) => {
    const cell = cellOf(row, column.key);
    return cell ? [{ column, cell }] : [];
  });
  return (
    <div className="bg-sunken px-5 py-2">
      <CompareRecipe row={row} others={others} />
      <table className="text-xs">
        <thead>
          <tr>
            {titles.map((title, column) => (
              <th
                key={title}
                scope="col"
                className={column >= 3 && column <= lastNumber ? 'number' : undefined}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ column, cell }) => (
            <Fragment key={column.key}>
              <tr>
                <td>{column.label}</td>
                <td className="text-ink-2">{scoreTitle(cell.score)}</td>
                <td>{predictorTitle(cell.predictor, row.kind)}</td>
                <td className="number">{formatMeanSd(cell.mean, cell.sd)}</td>
                <td className="number">
                  {cell.other
                    ? `${predictorTitle(cell.other.predictor, row.kind)} ${formatMeanSd(cell.other.mean, cell.other.sd)}`
                    : unknown}
                </td>
                <td className="number">{formatMeanSd(cell.neighborsOnly, cell.neighborsOnlySd)}</td>
                <td className="number">{formatScore(cell.majorityBaseline)}</td>
                <td className="number">
                  <Gain gain={cell.retrievalGain} />
                </td>
                <td className="number">{formatScore(cell.best)}</td>
                <td className="number">{formatMeanSd(cell.retention, cell.retentionSd)}</td>
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
                  <td />
                  <td className="number">{formatMeanSd(part.mean, part.sd)}</td>
                  <td colSpan={titles.length - 4} />
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Gain({ gain }: { gain: BoardCell['retrievalGain'] }) {
  if (!gain) return unknown;
  const test = gain.test ? testTitle(gain.test) : 'Not tested';
  return (
    <span title={gain.belowBaseline ? `${test}. ${belowBaselineText}` : test}>
      {formatGain(gain.mean)}
      {gain.sd != null && ` ± ${formatScore(gain.sd)}`} {verdictWord(gain.verdict)}
      {gain.pValue != null && `, ${formatPEquation(gain.pValue)}`}
      {gain.belowBaseline && <span className="text-lost"> (student no better than a constant)</span>}
    </span>
  );
}
