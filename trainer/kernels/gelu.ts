import { exponential } from './exponential';

// erf by Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7); its exponential, exp(-x²/2) for erf(x/√2), is the one that the derivative needs.
const P: f32 = <f32>(0.3275911 * Math.SQRT1_2);
const A1: f32 = 0.254829592,
  A2: f32 = -0.284496736,
  A3: f32 = 1.421413741,
  A4: f32 = -1.453152027,
  A5: f32 = 1.061405429;
const INVERSE_SQRT_2PI: f32 = 0.3989422804014327;

/** Φ(x), the normal distribution function, from x and exp(-x²/2). */
function normalDistribution(x: v128, bell: v128): v128 {
  const t = f32x4.div(f32x4.splat(1), f32x4.add(f32x4.mul(f32x4.abs(x), f32x4.splat(P)), f32x4.splat(1)));
  let tail = f32x4.splat(A5);
  tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(A4));
  tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(A3));
  tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(A2));
  tail = f32x4.add(f32x4.mul(tail, t), f32x4.splat(A1));
  tail = f32x4.mul(f32x4.mul(f32x4.mul(tail, t), bell), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(f32x4.splat(1), tail), f32x4.lt(x, f32x4.splat(0)));
}

function bellCurve(x: v128): v128 {
  return exponential(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/** y = x·Φ(x). */
export function gelu(size: i32, x: usize, y: usize): void {
  const last = x + ((<usize>size) << 2);
  for (; x + 16 <= last; x += 16, y += 16) {
    const value = v128.load(x);
    v128.store(y, f32x4.mul(value, normalDistribution(value, bellCurve(value))));
  }
  for (; x < last; x += 4, y += 4) {
    const value = v128.load32_zero(x);
    v128.store_lane<f32>(y, f32x4.mul(value, normalDistribution(value, bellCurve(value))), 0);
  }
}

/** dx = dy·(Φ(x) + x·φ(x)). */
export function geluGradient(size: i32, x: usize, dy: usize, dx: usize): void {
  const last = x + ((<usize>size) << 2);
  for (; x + 16 <= last; x += 16, dy += 16, dx += 16) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope(v128.load(x))));
  }
  for (; x < last; x += 4, dy += 4, dx += 4) {
    v128.store_lane<f32>(dx, f32x4.mul(v128.load32_zero(dy), slope(v128.load32_zero(x))), 0);
  }
}

function slope(x: v128): v128 {
  const bell = bellCurve(x);
  const density = f32x4.mul(bell, f32x4.splat(INVERSE_SQRT_2PI));
  return f32x4.add(normalDistribution(x, bell), f32x4.mul(x, density));
}
