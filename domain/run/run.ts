export const runKinds = ['TEACHER', 'STUDENT', 'EXTERNAL'] as const;
export type RunKind = (typeof runKinds)[number];

export const runStatuses = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'LOST'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Seconds between two heartbeats of a running run. */
export const heartbeatSeconds = 10;

/** A RUNNING run whose last heartbeat is older than this many seconds is LOST, unless it declared another limit; late data revives it. */
export const lostAfterSeconds = 45;

/** Limits that a run may declare, in seconds. */
export const heartbeatTimeouts = { shortest: 30, longest: 7 * 24 * 60 * 60 };
