import { aheadAtMost } from '@stillhouse/domain/record/moment.ts';
import { check } from './check.ts';

/** @throws ExpectedError BAD_INPUT for a moment that is more than a day ahead of this machine's clock */
export function checkMoment(moment: string | undefined, ...path: string[]): void {
  if (moment === undefined) return;
  const ahead = Date.parse(moment) - Date.now();
  check(
    ahead <= aheadAtMost,
    `${moment} is in the future; the time of the API is ${new Date().toISOString()}`,
    ...path,
  );
}

/**
 * Clocks are set back while a program runs, so that an end may carry an earlier time than its beginning; by more than a day it is a mistake.
 *
 * @throws ExpectedError BAD_INPUT for an end more than a day before its beginning
 */
export function checkOrder(began: Date | null, ended: string | undefined, ...path: string[]): void {
  if (began === null || ended === undefined) return;
  const message = `${ended} is more than one day before the start, ${began.toISOString()}`;
  check(Date.parse(ended) >= began.getTime() - aheadAtMost, message, ...path);
}
