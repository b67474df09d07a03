import type { RunStatus } from '@stillhouse/domain/run/run.ts';

/** When a run ended; of a lost one, when it was last heard of. null while it goes on. */
export function endOf({
  status,
  finishedAt,
  heartbeatAt,
}: {
  status: RunStatus;
  finishedAt?: string | null;
  heartbeatAt?: string | null;
}): string | null {
  return finishedAt ?? (status === 'LOST' ? (heartbeatAt ?? null) : null);
}
