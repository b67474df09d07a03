import { sumLanes } from './exponential';

// Rows are a multiple of four wide or end in a scalar tail; sums run in four lanes.

function sumOf(width: i32, x: usize): f32 {
  let lanes = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) lanes = f32x4.add(lanes, v128.load(x + (i << 2)));
  let sum = sumLanes(lanes);
  for (; i < width; i++) sum += load<f32>(x + (i << 2));
  return sum;
}

function squaredDeviation(width: i32, x: usize, mean: f32): f32 {
  const means = f32x4.splat(mean);
  let lanes = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const difference = f32x4.sub(v128.load(x + (i << 2)), means);
    lanes = f32x4.add(lanes, f32x4.mul(difference, difference));
  }
  let sum = sumLanes(lanes);
  for (; i < width; i++) {
    const difference = load<f32>(x + (i << 2)) - mean;
    sum += difference * difference;
  }
  return sum;
}

/** y = (x − mean) / √(variance + epsilon) · gamma + beta over each row of [rows, width]. */
export function layerNorm(
  rows: i32,
  width: i32,
  epsilon: f32,
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++, x += rowBytes, y += rowBytes) {
    const mean = sumOf(width, x) / <f32>width;
    const scale = <f32>1 / sqrt<f32>(squaredDeviation(width, x, mean) / <f32>width + epsilon);
    const means = f32x4.splat(mean),
      scales = f32x4.splat(scale);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = (<usize>i) << 2;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), scales);
      v128.store(y + at, f32x4.add(f32x4.mul(normal, v128.load(gamma + at)), v128.load(beta + at)));
    }
    for (; i < width; i++) {
      const at = (<usize>i) << 2;
      store<f32>(y + at, (load<f32>(x + at) - mean) * scale * load<f32>(gamma + at) + load<f32>(beta + at));
    }
  }
}

/**
 * With n = (x − mean)·scale and g = dy·gamma: dx = scale·(g − mean(g) − n·mean(g·n)), dgamma = Σ dy·n, dbeta = Σ dy.
 * dgamma and dbeta are [width] and come zeroed.
 */
export function layerNormGradient(
  rows: i32,
  width: i32,
  epsilon: f32,
  x: usize,
  gamma: usize,
  dy: usize,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
): void {
  const rowBytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++, x += rowBytes, dy += rowBytes, dx += rowBytes) {
    const mean = sumOf(width, x) / <f32>width;
    const scale = <f32>1 / sqrt<f32>(squaredDeviation(width, x, mean) / <f32>width + epsilon);
    const means = f32x4.splat(mean),
      scales = f32x4.splat(scale);
    let sums = f32x4.splat(0),
      products = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = (<usize>i) << 2;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), scales);
      const slope = v128.load(dy + at);
      v128.store(dgamma + at, f32x4.add(v128.load(dgamma + at), f32x4.mul(slope, normal)));
      v128.store(dbeta + at, f32x4.add(v128.load(dbeta + at), slope));
      const scaled = f32x4.mul(slope, v128.load(gamma + at));
      sums = f32x4.add(sums, scaled);
      products = f32x4.add(products, f32x4.mul(scaled, normal));
    }
    let sum = sumLanes(sums),
      product = sumLanes(products);
    for (; i < width; i++) {
      const at = (<usize>i) << 2;
      const normal = (load<f32>(x + at) - mean) * scale;
      const slope = load<f32>(dy + at);
      store<f32>(dgamma + at, load<f32>(dgamma + at) + slope * normal);
      store<f32>(dbeta + at, load<f32>(dbeta + at) + slope);
      sum += slope * load<f32>(gamma + at);
      product += slope * load<f32>(gamma + at) * normal;
    }
    sum /= <f32>width;
    product /= <f32>width;
    const sumMeans = f32x4.splat(sum),
      productMeans = f32x4.splat(product);
    for (i = 0; i + 4 <= width; i += 4) {
      const at = (<usize>i) << 2;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), scales);
      const scaled = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
      const centered = f32x4.sub(f32x4.sub(scaled, sumMeans), f32x4.mul(normal, productMeans));
      v128.store(dx + at, f32x4.mul(centered, scales));
    }
    for (; i < width; i++) {
      const at = (<usize>i) << 2;
      const normal = (load<f32>(x + at) - mean) * scale;
      store<f32>(dx + at, (load<f32>(dy + at) * load<f32>(gamma + at) - sum - normal * product) * scale);
    }
  }
}
