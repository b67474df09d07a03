import { cx } from './cx.ts';
import { Icon } from './icon.tsx';

export type Direction = 'ASC' | 'DESC';

/** A column's header that sorts by click; `direction` is null while another column sorts. */
export function SortHeader({
  title,
  unit,
  note,
  hint,
  direction,
  onSort,
  number = false,
}: {
  title: string;
  /** Behind the title, and never cut off as that may be. */
  unit?: string;
  /** A second line. */
  note?: string;
  /** Shown on hover in place of the title. */
  hint?: string;
  direction: Direction | null;
  onSort: () => void;
  number?: boolean;
}) {
  const mark = <SortMark direction={direction} />;
  return (
    <th
      scope="col"
      aria-sort={direction === null ? 'none' : direction === 'ASC' ? 'ascending' : 'descending'}
      className={cx(number && 'number')}
    >
      <button
        type="button"
        onClick={onSort}
        className={cx('group inline-flex items-center gap-1 hover:text-ink', direction && 'text-ink')}
      >
        {number && mark}
        <span className="flex">
          <span className="max-w-52 truncate" title={hint ?? title}>
            {title}
          </span>
          {unit && <span className="whitespace-pre">, {unit}</span>}
        </span>
        {!number && mark}
      </button>
      {note && <span className="block pb-1 text-ink-2">{note}</span>}
    </th>
  );
}

function SortMark({ direction }: { direction: Direction | null }) {
  return (
    <span className={cx('inline-flex w-3', !direction && 'opacity-0 group-hover:opacity-50')}>
      <Icon name={direction === 'ASC' ? 'arrow-up' : 'arrow-down'} size={12} />
    </span>
  );
}
