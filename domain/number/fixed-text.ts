/**
 * A number with so many decimals and a true minus sign, `−3.20`; what rounds to nothing has no sign. Halves go away from zero, and one that
 * arithmetic left a hair below is one still: means of counts over counts are often halves, and must look alike wherever they are computed.
 */
export function fixedText(value: number, decimals: number): string {
  const size = (Math.abs(value) + 1e-9 * 10 ** -decimals).toFixed(decimals);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}
