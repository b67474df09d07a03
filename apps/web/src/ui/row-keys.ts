import type { KeyboardEvent } from 'react';

/** Attribute of the link or button that opens a row. */
export const rowOpener = { 'data-row-opener': '' } as const;

/** Arrow keys, or j and k, move the focus between the openers of a table's rows; Enter is the opener's own. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
  const openers = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-opener]')];
  const current = openers.findIndex((opener) => opener.closest('tr')?.contains(event.target as Node));
  const next = openers[current + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
