// The mask is a hash of (seed, position), so that it needs no memory: the backward pass computes it again.
// The same hash in TypeScript is trainer/src/model/operations/dropout.ts.

/** Where the hash of a lane's position reaches the threshold, all bits set: kept. */
export function keepLanes(position: i32, seed: i32, threshold: i32): v128 {
  let h = i32x4.add(i32x4.splat(position), i32x4(0, 1, 2, 3));
  h = v128.xor(h, i32x4.splat(seed));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x846ca68b));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  return i32x4.ge_s(i32x4.shr_u(h, 8), i32x4.splat(threshold));
}

/** y = x / (1 − rate) where kept, else 0. threshold = rate · 2²⁴, scale = 1 / (1 − rate); `first` is the position of x's first element. */
export function dropout(
  size: i32,
  first: i32,
  seed: i32,
  threshold: i32,
  scale: f32,
  x: usize,
  y: usize,
): void {
  const scales = f32x4.splat(scale);
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const at = (<usize>i) << 2;
    const kept = keepLanes(first + i, seed, threshold);
    v128.store(y + at, v128.and(f32x4.mul(v128.load(x + at), scales), kept));
  }
  for (; i < size; i++) {
    const at = (<usize>i) << 2;
    const kept = i32x4.extract_lane(keepLanes(first + i, seed, threshold), 0);
    store<f32>(y + at, kept ? load<f32>(x + at) * scale : 0);
  }
}
