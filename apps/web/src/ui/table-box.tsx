import type { ReactNode, Ref } from 'react';
import { cx } from './cx.ts';

/** The box a wide table scrolls in, so that the page itself never scrolls sideways. It can be scrolled by keyboard. */
export function TableBox({
  label,
  className,
  ref,
  children,
}: {
  label: string;
  className?: string;
  ref?: Ref<HTMLElement>;
  children: ReactNode;
}) {
  return (
    <section
      ref={ref}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx('relative overflow-auto overscroll-x-contain', className)}
    >
      {children}
    </section>
  );
}
