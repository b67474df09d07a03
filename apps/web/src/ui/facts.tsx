import type { ReactNode } from 'react';

export interface Fact {
  term: string;
  value: ReactNode;
}

/** Terms and their values, side by side in as many columns as fit. */
export function Facts({ facts, wide = false }: { facts: readonly Fact[]; wide?: boolean }) {
  return (
    <dl className={wide ? 'grid grid-cols-1 gap-x-8' : 'flex flex-wrap gap-x-8 gap-y-3'}>
      {facts.map(({ term, value }) => (
        <div
          key={term}
          className={wide ? 'flex min-w-0 gap-4 border-b py-1.5 first:border-t' : 'min-w-20 max-w-full'}
        >
          <dt className={wide ? 'w-36 shrink-0 text-ink-2' : 'text-xs text-ink-2'}>{term}</dt>
          <dd className="numeric min-w-0 flex-1 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
