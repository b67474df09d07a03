import type { RunStatus } from '@stillhouse/domain/run/run.ts';
import { type StatusLook, statusLook } from './status.ts';

const colors: Record<StatusLook['color'], string> = {
  queued: 'text-queued',
  running: 'text-running',
  finished: 'text-finished',
  failed: 'text-failed',
  lost: 'text-lost',
};

const shapes: Record<StatusLook['shape'], React.ReactNode> = {
  ring: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2.25a3.75 3.75 0 0 1 0 7.5Z" fill="currentColor" />
    </>
  ),
  disc: <circle cx="6" cy="6" r="4.25" fill="currentColor" />,
  square: <rect x="2" y="2" width="8" height="8" rx="1" fill="currentColor" />,
  bar: <rect x="1.75" y="4.75" width="8.5" height="2.5" rx="1.25" fill="currentColor" />,
  diamond: <path d="M6 1 11 6 6 11 1 6Z" fill="currentColor" />,
};

/** The status's shape in its color; of use only where the word stands nearby. */
export function StatusShape({ status }: { status: RunStatus }) {
  const look = statusLook(status);
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      aria-hidden="true"
      className={`shrink-0 ${colors[look.color]}`}
    >
      {shapes[look.shape]}
    </svg>
  );
}

/** The status's word in its color. */
export function StatusWord({ status }: { status: RunStatus }) {
  const look = statusLook(status);
  return <span className={colors[look.color]}>{look.word}</span>;
}

/** Shape and word. */
export function StatusMark({ status }: { status: RunStatus }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <StatusShape status={status} />
      <StatusWord status={status} />
    </span>
  );
}
