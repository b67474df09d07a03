import type { RunStatus } from '@stillhouse/domain/run/run.ts';

export interface StatusLook {
  word: string;
  /** Name of the color token. */
  color: 'queued' | 'running' | 'finished' | 'failed' | 'lost';
  /** Told apart without color: a ring, a half disc, a disc, a square, a bar, a diamond. */
  shape: 'ring' | 'half' | 'disc' | 'square' | 'bar' | 'diamond';
}

const looks: Record<RunStatus, StatusLook> = {
  QUEUED: { word: 'Queued', color: 'queued', shape: 'ring' },
  RUNNING: { word: 'Running', color: 'running', shape: 'half' },
  FINISHED: { word: 'Finished', color: 'finished', shape: 'disc' },
  FAILED: { word: 'Failed', color: 'failed', shape: 'square' },
  CANCELLED: { word: 'Cancelled', color: 'queued', shape: 'bar' },
  LOST: { word: 'Lost', color: 'lost', shape: 'diamond' },
};

/** How a status is shown: every one has a word, a shape and a color, and no two share word and shape. */
export function statusLook(status: RunStatus): StatusLook {
  return looks[status];
}

/** Whether more is to come from the run. A lost run may come back, but nothing is waited for. */
export function underWay(status: RunStatus): boolean {
  return status === 'RUNNING' || status === 'QUEUED';
}
