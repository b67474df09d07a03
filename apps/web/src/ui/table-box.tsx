import type { ReactNode, Ref } from 'react';
import { cx } from './cx.ts';

/** A wide table in a box of its own that scrolls, so that the page itself never scrolls sideways. The box can be scrolled by keyboard. */
export function TableBox({
  label,
  rows,
  minWidth,
  className,
  ref,
  children,
}: {
  /** What the table holds, for those who hear the page. */
  label: string;
  /** Number of rows in all, header included, where not all of them are drawn. */
  rows?: number;
  /** Fixes the columns at the widths of a colgroup, whatever the cells hold; pixels below which the table scrolls. */
  minWidth?: number;
  className?: string;
  ref?: Ref<HTMLDivElement>;
  /** thead and tbody */
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups controls of a form, and this is none
    <div
      ref={ref}
      role="group"
      aria-label={`${label}, scrollable`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx('relative overflow-auto overscroll-x-contain', className)}
    >
      <table
        className={cx('data-table', minWidth !== undefined && 'table-fixed')}
        style={{ minWidth }}
        aria-label={label}
        {...(rows === undefined ? {} : { 'aria-rowcount': rows })}
      >
        {children}
      </table>
    </div>
  );
}
