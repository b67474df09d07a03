import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

export const buttonClass =
  'inline-flex h-7 items-center gap-1.5 rounded border px-2.5 text-xs text-ink hover:bg-hover disabled:cursor-default disabled:text-ink-2 disabled:opacity-60 disabled:hover:bg-transparent transition-colors duration-100';

/** A quiet button; it submits nothing unless told to. */
export function Button({ className, type = 'button', ...rest }: ComponentProps<'button'>) {
  return <button type={type} className={cx(buttonClass, className)} {...rest} />;
}
