import { aheadAtMost } from '@stillhouse/domain/record/moment.ts';
import { check } from './check.ts';

/** @throws ExpectedError BAD_INPUT for a moment that is more than a day ahead of this machine's clock */
export function checkMoment(moment: string | undefined, ...path: string[]): void {
  if (moment === undefined) return;
  const ahead = Date.parse(moment) - Date.now();
  check(ahead <= aheadAtMost, `${moment} is in the future: it is ${new Date().toISOString()} here`, ...path);
}

/** @throws ExpectedError BAD_INPUT for an end before its beginning */
export function checkOrder(began: Date | null, ended: string | undefined, ...path: string[]): void {
  if (began === null || ended === undefined) return;
  const message = `${ended} is before its beginning, ${began.toISOString()}`;
  check(Date.parse(ended) >= began.getTime(), message, ...path);
}
