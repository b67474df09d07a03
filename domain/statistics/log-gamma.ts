const half = 0.5 * Math.log(2 * Math.PI);

/** ln Γ(x) for x > 0, by Stirling's series (Abramowitz and Stegun 1964, 6.1.41) after shifting x to at least 12; about 1e-15 relative. */
export function logGamma(x: number): number {
  let shift = 0;
  let shifted = x;
  for (; shifted < 12; shifted++) shift += Math.log(shifted);
  const inverse = 1 / (shifted * shifted);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + half + series - shift;
}
