/**
 * Whether a JSON number is another one, or none, once it is a double: an integer beyond 2^53, or a number that overflows. An integer as
 * JavaScript writes a large double (`100000000000000000000`) is not altered.
 */
export function isAltered(digits: string): boolean {
  const value = Number(digits);
  if (!Number.isFinite(value)) return true;
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) && String(value) !== digits;
}
