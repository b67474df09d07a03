/** The platform cannot be reached, or reports that it cannot work now: the same call may succeed later. */
export class Outage extends Error {
  /** What the platform answered: STORAGE_FULL, INTERNAL, …; null where it could not be reached. */
  readonly code: string | null;

  constructor(message: string, { code = null, cause }: { code?: string | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'Outage';
    this.code = code;
  }
}
