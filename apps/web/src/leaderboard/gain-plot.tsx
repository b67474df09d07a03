import { minus } from '../format/number.ts';
import { formatGain, formatScore, type GainVerdict, gainVerdict } from '../format/score.ts';
import { cx } from '../ui/cx.ts';
import { Section } from '../ui/section.tsx';
import type { BoardTask } from './board-table.tsx';
import { type BoardCell, type BoardRow, cellOf } from './columns.ts';
import { type GainScale, gainScale } from './gain-scale.ts';

const verdicts: Record<GainVerdict, { word: string; text: string; fill: string }> = {
  helps: { word: 'helps', text: 'text-helped', fill: 'bg-helped' },
  hurts: { word: 'hurts', text: 'text-hurt', fill: 'bg-hurt' },
  unclear: { word: 'unclear', text: 'text-ink-2', fill: 'bg-ink-2' },
};

interface Gain {
  row: BoardRow;
  cell: BoardCell;
  gain: number;
}

/** For each task the gain by retrieval of every recipe, mean and one standard deviation over seeds, on one axis with its zero. */
export function GainPlot({ tasks, rows }: { tasks: readonly BoardTask[]; rows: readonly BoardRow[] }) {
  const panels = tasks
    .map((task) => ({ task, gains: gainsOf(rows, task.id) }))
    .filter((panel) => panel.gains.length > 0);
  if (panels.length === 0) return null;
  const scale = gainScale(
    panels.flatMap((panel) => panel.gains.map(({ gain, cell }) => ({ gain, sd: cell.gainSd ?? 0 }))),
  );
  return (
    <Section
      title="Does retrieval help, per task?"
      note="Gain over the student alone in points: mean and one sd over seeds. Said to help or hurt where it is more than one sd from zero."
    >
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,460px),1fr))] gap-x-10 gap-y-6">
        {panels.map(({ task, gains }) => (
          <figure key={task.id}>
            <figcaption className="mb-1 text-xs font-medium">{task.title}</figcaption>
            <ul>
              {gains.map((gain) => (
                <GainLine key={gain.row.id} {...gain} scale={scale} />
              ))}
            </ul>
            <Axis scale={scale} />
          </figure>
        ))}
      </div>
    </Section>
  );
}

function gainsOf(rows: readonly BoardRow[], task: string): Gain[] {
  return rows.flatMap((row) => {
    const cell = cellOf(row, task);
    return cell?.gain == null ? [] : [{ row, cell, gain: cell.gain }];
  });
}

const grid = 'grid grid-cols-[minmax(0,7fr)_minmax(0,8fr)_minmax(118px,6fr)] items-center gap-3';

function GainLine({ row, cell, gain, scale }: Gain & { scale: GainScale }) {
  const sd = cell.gainSd ?? null;
  const verdict = verdicts[gainVerdict(gain, sd)];
  const [left, right] = [scale.place(gain - (sd ?? 0)), scale.place(gain + (sd ?? 0))];
  return (
    <li className={`${grid} h-7 border-b`}>
      <span className="truncate text-xs" title={row.label}>
        {row.label}
      </span>
      <span aria-hidden="true" className="relative block h-full">
        <span className="absolute inset-y-0 w-px bg-line-strong" style={{ left: percent(scale.place(0)) }} />
        <span
          className={cx('absolute top-1/2 h-px', verdict.fill)}
          style={{ left: percent(left), width: percent(right - left) }}
        />
        <span
          className={cx('absolute top-1/2 size-2 -translate-1/2 rounded-full', verdict.fill)}
          style={{ left: percent(scale.place(gain)) }}
        />
      </span>
      <span className={cx('numeric whitespace-nowrap text-xs', verdict.text)}>
        {formatGain(gain)}
        {sd !== null && ` ± ${formatScore(sd)}`} {verdict.word}
      </span>
    </li>
  );
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
