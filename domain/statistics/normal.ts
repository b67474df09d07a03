/**
 * P(|Z| ≥ |z|) of the standard normal distribution, erfc(|z| / √2): by its Taylor series near 0, by its continued fraction (Abramowitz and
 * Stegun 1964, 7.1.14) beyond.
 */
export function twoSidedNormal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / ((x + fraction) * Math.sqrt(Math.PI));
}

/** The z ≥ 0 beyond which, on both sides, a share p of the standard normal distribution lies. @param p in [0, 1]; 0 counts as 1e-300 */
export function normalOf(p: number): number {
  const wanted = Math.max(p, 1e-300);
  let low = 0;
  let high = 40;
  // Bisection to the last bit: the function is monotonic, and a few dozen evaluations cost microseconds.
  while (true) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (twoSidedNormal(middle) > wanted) low = middle;
    else high = middle;
  }
}
