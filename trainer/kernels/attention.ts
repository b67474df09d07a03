import { dropout } from './dropout';
import { exponential, sumLanes } from './exponential';
import { gemm } from './gemm';

// Queries are [batch, queries, hidden], keys and values [batch, tokens, hidden]; head h is the columns h·depth … (h+1)·depth of them.

/**
 * context = dropout(softmax(Q·Kᵀ·scale + mask))·V, head by head (Vaswani et al. 2017, equation 1).
 *
 * @param mask [batch, tokens], 1 = real token, 0 = padding
 * @param weights [batch, heads, queries, tokens], receives the softmax before dropout
 * @param tile queries·tokens floats of working memory
 */
export function attention(
  batch: i32,
  heads: i32,
  queries: i32,
  tokens: i32,
  depth: i32,
  scale: f32,
  seed: i32,
  threshold: i32,
  keepScale: f32,
  q: usize,
  k: usize,
  v: usize,
  mask: usize,
  context: usize,
  weights: usize,
  tile: usize,
  scratch: usize,
): void {
  const hidden = heads * depth;
  const tileSize = queries * tokens;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = (<usize>(h * depth)) << 2;
      gemm(
        false,
        true,
        queries,
        tokens,
        depth,
        q + head,
        hidden,
        k + head,
        hidden,
        weights,
        tokens,
        0,
        scratch,
      );
      for (let i = 0; i < queries; i++)
        maskedSoftmax(tokens, scale, weights + ((<usize>(i * tokens)) << 2), mask);
      let used = weights;
      if (threshold) {
        dropout(tileSize, (b * heads + h) * tileSize, seed, threshold, keepScale, weights, tile);
        used = tile;
      }
      gemm(
        false,
        false,
        queries,
        depth,
        tokens,
        used,
        tokens,
        v + head,
        hidden,
        context + head,
        hidden,
        0,
        scratch,
      );
      weights += (<usize>tileSize) << 2;
    }
    q += (<usize>(queries * hidden)) << 2;
    context += (<usize>(queries * hidden)) << 2;
    k += (<usize>(tokens * hidden)) << 2;
    v += (<usize>(tokens * hidden)) << 2;
    mask += (<usize>tokens) << 2;
  }
}

/** Gradients of `attention` with respect to q, k and v. `tiles` are 2·queries·tokens floats of working memory. */
export function attentionGradient(
  batch: i32,
  heads: i32,
  queries: i32,
  tokens: i32,
  depth: i32,
  scale: f32,
  seed: i32,
  threshold: i32,
  keepScale: f32,
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  dcontext: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  tiles: usize,
  scratch: usize,
): void {
  const hidden = heads * depth;
  const tileSize = queries * tokens;
  const slopes = tiles + ((<usize>tileSize) << 2);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      const head = (<usize>(h * depth)) << 2;
      const position = (b * heads + h) * tileSize;
      let used = weights;
      if (threshold) {
        dropout(tileSize, position, seed, threshold, keepScale, weights, tiles);
        used = tiles;
      }
      gemm(
        true,
        false,
        tokens,
        depth,
        queries,
        used,
        tokens,
        dcontext + head,
        hidden,
        dv + head,
        hidden,
        0,
        scratch,
      );
      gemm(
        false,
        true,
        queries,
        tokens,
        depth,
        dcontext + head,
        hidden,
        v + head,
        hidden,
        slopes,
        tokens,
        0,
        scratch,
      );
      if (threshold) dropout(tileSize, position, seed, threshold, keepScale, slopes, slopes);
      for (let i = 0; i < queries; i++) {
        const row = (<usize>(i * tokens)) << 2;
        softmaxGradient(tokens, scale, weights + row, slopes + row);
      }
      gemm(
        false,
        false,
        queries,
        depth,
        tokens,
        slopes,
        tokens,
        k + head,
        hidden,
        dq + head,
        hidden,
        0,
        scratch,
      );
      gemm(
        true,
        false,
        tokens,
        depth,
        queries,
        slopes,
        tokens,
        q + head,
        hidden,
        dk + head,
        hidden,
        0,
        scratch,
      );
      weights += (<usize>tileSize) << 2;
    }
    const queryBytes = (<usize>(queries * hidden)) << 2;
    const tokenBytes = (<usize>(tokens * hidden)) << 2;
    q += queryBytes;
    dcontext += queryBytes;
    dq += queryBytes;
    k += tokenBytes;
    v += tokenBytes;
    dk += tokenBytes;
    dv += tokenBytes;
  }
}

/** row = softmax(row·scale) over the real tokens, in place; padding gets 0. */
function maskedSoftmax(width: i32, scale: f32, row: usize, mask: usize): void {
  let highest: f32 = -Infinity;
  for (let i = 0; i < width; i++) {
    const at = (<usize>i) << 2;
    const score = load<f32>(mask + at) > 0 ? load<f32>(row + at) * scale : -Infinity;
    store<f32>(row + at, score);
    highest = max<f32>(highest, score);
  }
  const highests = f32x4.splat(highest);
  let lanes = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const at = (<usize>i) << 2;
    const real = f32x4.gt(v128.load(mask + at), f32x4.splat(0));
    const power = v128.and(exponential(f32x4.sub(v128.load(row + at), highests)), real);
    v128.store(row + at, power);
    lanes = f32x4.add(lanes, power);
  }
  let sum = sumLanes(lanes);
  for (; i < width; i++) {
    const at = (<usize>i) << 2;
    let power: f32 = 0;
    if (load<f32>(mask + at) > 0) {
      power = f32x4.extract_lane(exponential(f32x4.splat(load<f32>(row + at) - highest)), 0);
    }
    store<f32>(row + at, power);
    sum += power;
  }
  const share: f32 = sum > 0 ? <f32>1 / sum : 0;
  for (i = 0; i < width; i++) {
    const at = (<usize>i) << 2;
    store<f32>(row + at, load<f32>(row + at) * share);
  }
}

/** slopes = weights·(slopes − Σ slopes·weights)·scale, in place. */
function softmaxGradient(width: i32, scale: f32, weights: usize, slopes: usize): void {
  let mean: f32 = 0;
  for (let i = 0; i < width; i++)
    mean += load<f32>(weights + ((<usize>i) << 2)) * load<f32>(slopes + ((<usize>i) << 2));
  for (let i = 0; i < width; i++) {
    const at = (<usize>i) << 2;
    store<f32>(slopes + at, load<f32>(weights + at) * (load<f32>(slopes + at) - mean) * scale);
  }
}
