import { z } from 'zod';

/**
 * A moment by the writer's clock, ISO 8601 with an offset: what was said while the API was away is written later, and keeps its own time.
 * Left out: the moment at which it is written. One in the future is of a clock that is ahead, and is recorded as the moment at which it is written.
 */
export const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0, 'must not be before 1970');

/** How far ahead of the reader's clock a moment may be, in milliseconds: clocks differ, but not by more than a day. */
export const aheadAtMost = 24 * 60 * 60 * 1000;
