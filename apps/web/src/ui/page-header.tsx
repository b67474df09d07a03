import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTitle } from './use-title.ts';

export interface Crumb {
  title: string;
  href: string;
}

/** Breadcrumb, title and tools. Sets the window's title too. */
export function PageHeader({
  crumbs = [],
  title,
  children,
  tools,
}: {
  crumbs?: readonly Crumb[];
  title: string;
  /** Below the title. */
  children?: ReactNode;
  /** At the right of the title. */
  tools?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className="pt-4 md:pt-6">
      {crumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className="mb-1">
          <ol className="flex flex-wrap items-center gap-x-1.5 text-xs text-ink-2">
            {crumbs.map((crumb) => (
              <li key={crumb.href} className="flex items-center gap-1.5">
                <Link href={crumb.href} className="hover:text-ink hover:underline">
                  {crumb.title}
                </Link>
                <span aria-hidden="true">/</span>
              </li>
            ))}
            <li aria-current="page" className="max-w-[40ch] truncate">
              {title}
            </li>
          </ol>
        </nav>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-medium">{title}</h1>
        {tools && <div className="ml-auto flex flex-wrap items-center gap-2">{tools}</div>}
      </div>
      {children}
    </header>
  );
}
