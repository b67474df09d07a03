import { belowBaselineText, testTitle, verdictWord } from '../evaluation/gain-text.ts';
import { formatPEquation, minus } from '../format/number.ts';
import { formatGain, formatScore } from '../format/score.ts';
import type { Verdict } from '../generated/graphql.ts';
import { cx } from '../ui/cx.ts';
import { Section } from '../ui/section.tsx';
import type { BoardColumn } from './board-column.ts';
import { type BoardCell, type BoardRow, cellOf } from './columns.ts';
import { type GainScale, gainScale } from './gain-scale.ts';

const colors: Record<Verdict, { text: string; fill: string }> = {
  HELPS: { text: 'text-helped', fill: 'bg-helped' },
  HURTS: { text: 'text-hurt', fill: 'bg-hurt' },
  UNDECIDED: { text: 'text-ink-2', fill: 'bg-ink-2' },
};

interface RowGain {
  row: BoardRow;
  gain: NonNullable<BoardCell['retrievalGain']>;
}

/** For each column the gain by retrieval of every recipe, mean and one standard deviation over seeds, on one axis with its zero. */
export function GainPlot({ columns, rows }: { columns: readonly BoardColumn[]; rows: readonly BoardRow[] }) {
  const panels = columns
    .map((column) => ({ column, gains: gainsOf(rows, column.key) }))
    .filter((panel) => panel.gains.length > 0);
  if (panels.length === 0) return null;
  const scale = gainScale(
    panels.flatMap((panel) => panel.gains.map(({ gain }) => ({ gain: gain.mean, sd: gain.sd ?? 0 }))),
  );
  return (
    <Section
      title="Does retrieval help, per task?"
      note="Fused less the student alone, in points: mean and one sd over seeds. Helps or hurts: p < 0.05, over seeds and over examples."
    >
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,520px),1fr))] gap-x-10 gap-y-6">
        {panels.map(({ column, gains }) => (
          <figure key={column.key}>
            <figcaption className="mb-1 text-xs font-medium">{column.label}</figcaption>
            <ul>
              {gains.map((each) => (
                <GainLine key={each.row.id} {...each} scale={scale} />
              ))}
            </ul>
            <Axis scale={scale} />
          </figure>
        ))}
      </div>
    </Section>
  );
}

function gainsOf(rows: readonly BoardRow[], column: string): RowGain[] {
  return rows.flatMap((row) => {
    const gain = cellOf(row, column)?.retrievalGain;
    return gain ? [{ row, gain }] : [];
  });
}

const grid = 'grid grid-cols-[minmax(0,6fr)_minmax(0,7fr)_minmax(172px,7fr)] items-center gap-3';

function GainLine({ row, gain, scale }: RowGain & { scale: GainScale }) {
  const { text, fill } = colors[gain.verdict];
  const reach = gain.sd ?? 0;
  const [left, right] = [scale.place(gain.mean - reach), scale.place(gain.mean + reach)];
  return (
    <li className={`${grid} min-h-7 border-b py-1`}>
      <span className="text-xs wrap-anywhere">{row.label}</span>
      <span aria-hidden="true" className="relative block h-full">
        <span className="absolute inset-y-0 w-px bg-line-strong" style={{ left: percent(scale.place(0)) }} />
        <span
          className={cx('absolute top-1/2 h-px', fill)}
          style={{ left: percent(left), width: percent(right - left) }}
        />
        <span
          className={cx('absolute top-1/2 size-2 -translate-1/2 rounded-full', fill)}
          style={{ left: percent(scale.place(gain.mean)) }}
        />
      </span>
      <span className="text-xs">
        <span className={cx('numeric block', text)} title={testText(gain)}>
          {formatGain(gain.mean)}
          {gain.sd != null && ` ± ${formatScore(gain.sd)}`} {verdictWord(gain.verdict)}
          {gain.pValue != null && (
            <>
              , <span className="whitespace-nowrap">{formatPEquation(gain.pValue)}</span>
            </>
          )}
        </span>
        {gain.belowBaseline && (
          <span className="block text-lost" title={belowBaselineText}>
            student no better than a constant
          </span>
        )}
      </span>
    </li>
  );
}

function testText({ test, n }: RowGain['gain']): string {
  const seeds = n === 1 ? '1 seed' : `${n} seeds`;
  return test ? `${testTitle(test)}; ${seeds}` : `Not tested; ${seeds}`;
}

function Axis({ scale }: { scale: GainScale }) {
  return (
    <div aria-hidden="true" className={`${grid} h-5`}>
      <span />
      <span className="relative block h-full">
        {scale.ticks.map((value) => (
          <span
            key={value}
            className="numeric absolute top-0.5 -translate-x-1/2 text-xs text-ink-2"
            style={{ left: percent(scale.place(value / 100)) }}
          >
            {value > 0 ? `+${value}` : minus(String(value))}
          </span>
        ))}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
