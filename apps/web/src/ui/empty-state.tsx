import type { ReactNode } from 'react';
import { Command } from './command.tsx';

/** Says what is missing here and how to fill it. */
export function EmptyState({
  title,
  children,
  command,
}: {
  title: string;
  children?: ReactNode;
  command?: string;
}) {
  return (
    <div className="max-w-xl py-10">
      <h2 className="text-base font-medium">{title}</h2>
      {children && <div className="mt-1 text-ink-2">{children}</div>}
      {command && (
        <div className="mt-4">
          <Command text={command} />
        </div>
      )}
    </div>
  );
}
