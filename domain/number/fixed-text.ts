/** A number with so many decimals and a true minus sign, `−3.20`; what rounds to nothing has no sign. */
export function fixedText(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}
