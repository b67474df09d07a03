import { isIPv4 } from 'node:net';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Names under which a browser reaches this machine's loopback. */
export const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a name in an address, brackets included, is this machine's loopback. */
export function isLoopbackName(name: string): boolean {
  return loopbackNames.includes(name) || isLoopback(name);
}

/** Whether an address to listen at is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** There are no accounts yet, so whoever reaches the API may do everything. @throws ExpectedError FORBIDDEN */
export function mustBeLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new ExpectedError(
    'FORBIDDEN',
    `${host} can be reached from other machines, and the API has no user accounts. Use a loopback address (127.0.0.1, localhost or ::1).`,
    ['host'],
  );
}
