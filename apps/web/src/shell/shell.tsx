import type { ReactNode } from 'react';
import { Rail } from './rail.tsx';
import type { Theme } from './theme.ts';

/** Frame of every page: skip link, rail on the left (below on a phone), and the page itself. */
export function Shell({ theme, children }: { theme: Theme; children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="sr-only z-50 rounded bg-raised px-3 py-2 focus:not-sr-only focus:fixed focus:left-3 focus:top-3"
      >
        Skip to content
      </a>
      <div className="md:flex">
        <Rail theme={theme} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 pb-24 outline-none md:px-8 md:pb-12">
          <div className="mx-auto max-w-[1600px]">{children}</div>
        </main>
      </div>
    </>
  );
}
