const format = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A moment in ISO 8601 with an offset; null for other texts, and for days that no calendar has. `Date` would take a moment without an
 * offset for local time, and February 30 for March 2.
 */
export function parseDateTime(text: string): Date | null {
  const day = format.exec(text)?.[1];
  if (day === undefined) return null;
  const midnight = new Date(`${day}T00:00:00Z`);
  const moment = new Date(text);
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(moment.getTime())) return null;
  return midnight.toISOString().startsWith(day) ? moment : null;
}
