import { type ReactNode, useId } from 'react';

/** A titled part of a page, with its tools at the right of the title. */
export function Section({
  title,
  note,
  tools,
  children,
}: {
  title: string;
  note?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-8 min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id={id} className="text-base font-medium">
          {title}
        </h2>
        {note && <p className="text-xs text-ink-2">{note}</p>}
        {tools && <div className="ml-auto flex flex-wrap items-center gap-2">{tools}</div>}
      </div>
      {children}
    </section>
  );
}
