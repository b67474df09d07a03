'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Icon } from '../ui/icon.tsx';
import type { Theme } from './theme.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { Wordmark } from './wordmark.tsx';

const pages = [
  { href: '/runs', title: 'Runs', more: '', icon: 'runs', also: ['/evaluations'] },
  { href: '/knowledge-bases', title: 'Knowledge', more: ' bases', icon: 'memory', also: [] },
  { href: '/leaderboard', title: 'Leaderboard', more: '', icon: 'board', also: [] },
] as const;

/** Navigation: a narrow column at the left edge, a bar at the lower edge of a phone. */
export function Rail({ theme }: { theme: Theme }) {
  const path = usePathname();
  return (
    <header className="fixed inset-x-0 bottom-0 z-40 flex items-center border-t bg-canvas md:sticky md:top-0 md:h-dvh md:w-48 md:shrink-0 md:flex-col md:items-stretch md:border-r md:border-t-0 md:px-3 md:py-4">
      <Link href="/runs" className="mb-5 hidden px-2 md:block" aria-label="Stillhouse, to the runs">
        <Wordmark />
      </Link>
      <nav aria-label="Main" className="flex flex-1 md:flex-col md:gap-0.5">
        {pages.map(({ href, title, more, icon, also }) => {
          const current = [href, ...also].some((prefix) => path.startsWith(prefix));
          return (
            <Link
              key={href}
              href={href}
              aria-current={current ? 'page' : undefined}
              className="flex flex-1 flex-col items-center gap-0.5 py-2 text-xs text-ink-2 hover:text-ink aria-[current=page]:text-ink md:h-8 md:flex-none md:flex-row md:gap-2.5 md:rounded md:px-2 md:py-0 md:text-sm md:hover:bg-hover md:aria-[current=page]:bg-hover md:aria-[current=page]:font-medium"
            >
              <Icon name={icon} />
              <span className="whitespace-nowrap">
                {title}
                <span className="sr-only md:not-sr-only md:whitespace-pre">{more}</span>
              </span>
            </Link>
          );
        })}
      </nav>
      <div className="px-2 md:px-0">
        <ThemeSwitch initial={theme} />
      </div>
    </header>
  );
}
