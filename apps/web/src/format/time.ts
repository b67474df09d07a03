import { unknown } from './number.ts';

type Maybe<T> = T | null | undefined;

/** A length of time: `0.8 s`, `42 s`, `3 min 12 s`, `1 h 04 min`, `2 d 3 h`. */
export function formatDuration(milliseconds: Maybe<number>): string {
  if (milliseconds == null) return unknown;
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long a run has taken: to its end, or to now while it is under way; null before its start. */
export function elapsed(started: Maybe<string>, finished: Maybe<string>, now: number): number | null {
  if (!started) return null;
  return (finished ? Date.parse(finished) : now) - Date.parse(started);
}

/** How long ago something was: `just now`, `4 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function formatAgo(time: Maybe<string>, now: number): string {
  if (!time) return unknown;
  const seconds = (now - Date.parse(time)) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`;
  return formatDate(time);
}

/** Local date: `2025-03-07`. */
export function formatDate(time: Maybe<string>): string {
  if (!time) return unknown;
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local date and time to the second: `2025-03-07 14:02:09`. */
export function formatDateTime(time: Maybe<string>): string {
  if (!time) return unknown;
  const date = new Date(time);
  return `${formatDate(time)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
