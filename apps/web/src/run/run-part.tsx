import type { ReactNode } from 'react';
import { ErrorState } from '../ui/error-state.tsx';
import { Section } from '../ui/section.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import type { RunPartState } from './use-run-part.ts';

/** A part of a run's page once it is there, and until then its place or its error; the other parts don't wait for it. */
export function RunPart<Run>({
  title,
  part: { run, error, refetch },
  height = 120,
  children,
}: {
  title: string;
  part: RunPartState<Run>;
  /** Height while loading, in pixels; 0 for a part that many runs lack. */
  height?: number;
  children: (run: Run) => ReactNode;
}) {
  if (run) {
    return (
      <>
        {error && <StaleNotice />}
        {children(run)}
      </>
    );
  }
  if (error) {
    return (
      <Section title={title}>
        <ErrorState error={error} retry={refetch} />
      </Section>
    );
  }
  if (height === 0) return null;
  return (
    <Section title={title}>
      <BlockSkeleton height={height} />
    </Section>
  );
}
