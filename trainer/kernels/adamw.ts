/**
 * One step of AdamW (Loshchilov & Hutter 2019, algorithm 2). The moments change in place, the weights are written to `updated`.
 *
 * @param rate learning rate · √(1 − β2ᵗ) / (1 − β1ᵗ) and epsilon · √(1 − β2ᵗ): the bias corrections taken out of the loop
 * @param shrink 1 − learning rate · decay
 * @param clip what the gradient is multiplied by
 */
export function adamw(
  size: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  epsilon: f32,
  shrink: f32,
  clip: f32,
  weights: usize,
  updated: usize,
  first: usize,
  second: usize,
  gradient: usize,
): void {
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const at = (<usize>i) << 2;
    const g = f32x4.mul(v128.load(gradient + at), f32x4.splat(clip));
    const m = f32x4.add(
      f32x4.mul(v128.load(first + at), f32x4.splat(beta1)),
      f32x4.mul(g, f32x4.splat(1 - beta1)),
    );
    const v = f32x4.add(
      f32x4.mul(v128.load(second + at), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(1 - beta2)),
    );
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(first + at, m);
    v128.store(second + at, v);
    v128.store(updated + at, f32x4.sub(f32x4.mul(v128.load(weights + at), f32x4.splat(shrink)), step));
  }
  for (; i < size; i++) {
    const at = (<usize>i) << 2;
    const g = load<f32>(gradient + at) * clip;
    const m = load<f32>(first + at) * beta1 + g * (1 - beta1);
    const v = load<f32>(second + at) * beta2 + g * g * (1 - beta2);
    store<f32>(first + at, m);
    store<f32>(second + at, v);
    store<f32>(updated + at, load<f32>(weights + at) * shrink - (m * rate) / (sqrt<f32>(v) + epsilon));
  }
}
