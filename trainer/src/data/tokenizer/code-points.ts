/** Hexadecimal ranges of code points, `300-36f 483-487 …`, as the inside of a character class; its pattern takes the flag u. */
export function classOf(ranges: string): string {
  return ranges.replaceAll(/[0-9a-f]+/g, '\\u{$&}').replaceAll(/\s/g, '');
}
