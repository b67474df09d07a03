import { StillhouseError, Unreachable } from './errors.ts';

/** Why a request failed, as the server words it. */
export interface Fault {
  code: string | null;
  message: string;
  path: readonly string[];
}

/** Statuses below 500 that say "later": request timeout, too early, too many requests. */
const laterStatuses: readonly number[] = [408, 425, 429];

/** Codes of failures that may pass: the server is starting, overloaded, out of space, or failed by itself. */
const laterCodes: readonly string[] = ['UNAVAILABLE', 'TIMEOUT', 'STORAGE_FULL', 'RATE_LIMITED'];

/**
 * A refusal (StillhouseError) or an outage (Unreachable). The code decides, since it is the server's own word; the status decides where the
 * answer has none, as that of a proxy or of Node itself.
 *
 * @param url address of the API, for the message
 */
export function failureOf(url: string, status: number, fault: Fault): StillhouseError | Unreachable {
  const { code, message, path } = fault;
  const passes =
    code === null
      ? isLater(status)
      : code.startsWith('INTERNAL') || laterCodes.includes(code) || laterStatuses.includes(status);
  return passes
    ? new Unreachable(url, message, code ?? `status ${status}`)
    : new StillhouseError(code ?? 'BAD_INPUT', message, path);
}

/** Whether a request that was answered with this status may succeed later. */
export function isLater(status: number): boolean {
  return status >= 500 || laterStatuses.includes(status);
}
