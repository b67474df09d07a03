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

/**
 * The z ≥ 0 beyond which, on both sides, a share p of the standard normal distribution lies: Hastings' approximation (Abramowitz and Stegun
 * 1964, 26.2.23), then Newton's method on ln p.
 *
 * @param p in [0, 1]; less than 1e-300 counts as that
 */
export function normalOf(p: number): number {
  if (p >= 1) return 0;
  const wanted = Math.max(p, 1e-300);
  const t = Math.sqrt(-2 * Math.log(wanted / 2));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  let z = Math.max(0, t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 3; step++) {
    const reached = twoSidedNormal(z);
    const density = Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2);
    z = Math.max(0, z + ((Math.log(reached) - Math.log(wanted)) * reached) / density);
  }
  return z;
}
