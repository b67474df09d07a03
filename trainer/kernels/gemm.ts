// Matrix products. A block of B is packed into panels eight columns wide and a strip of A into rows that lie side by side, so that the
// innermost loop reads both in order; it keeps a tile of C in registers. Relaxed SIMD's fused multiply-add is left alone: it was no faster
// on V8, and without it every machine computes the same bits.

/** Rows of the register tile, which is eight columns wide: what sixteen vector registers hold beside its operands. */
const TILE: i32 = 4;
/** Rows of B that are packed at once: a strip of A and a panel of B of this height lie in the first-level cache. */
const BLOCK_K: i32 = 256;
/** Columns of B that are packed at once: BLOCK_K × BLOCK_N floats lie in the second-level cache. */
const BLOCK_N: i32 = 512;

/** Bytes of working memory that `gemm` needs. */
export function gemmScratch(): i32 {
  return (BLOCK_K * BLOCK_N + BLOCK_K * TILE + TILE * 8) << 2;
}

/**
 * C = op(A)·op(B) + bias, row-major, op(A) [m, k], op(B) [k, n], C [m, n].
 *
 * @param lda floats from one stored row of A to the next; ldb, ldc likewise
 * @param bias [n], or 0 for none
 * @param scratch gemmScratch() bytes
 */
export function gemm(
  transposeA: bool,
  transposeB: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  bias: usize,
  scratch: usize,
): void {
  const packedB = scratch;
  const packedA = packedB + ((BLOCK_K * BLOCK_N) << 2);
  const tile = packedA + ((BLOCK_K * TILE) << 2);
  for (let column = 0; column < n; column += BLOCK_N) {
    const columns = min(BLOCK_N, n - column);
    for (let depth = 0; depth < k; depth += BLOCK_K) {
      const depths = min(BLOCK_K, k - depth);
      if (transposeB) packTransposed(b + ((column * ldb + depth) << 2), ldb, columns, depths, 8, packedB);
      else packRows(b + ((depth * ldb + column) << 2), ldb, columns, depths, 8, packedB);
      for (let row = 0; row < m; row += TILE) {
        const rows = min(TILE, m - row);
        if (transposeA) packRows(a + ((depth * lda + row) << 2), lda, rows, depths, TILE, packedA);
        else packTransposed(a + ((row * lda + depth) << 2), lda, rows, depths, TILE, packedA);
        multiplyStrip(
          packedA,
          packedB,
          depths,
          rows,
          columns,
          c + ((row * ldc + column) << 2),
          ldc,
          depth > 0,
          bias && depth === 0 ? bias + (column << 2) : 0,
          tile,
        );
      }
    }
  }
}

/** `count` products whose matrices lie strideA, strideB, strideC floats apart; a stride of 0 uses the same matrix again. */
export function gemmBatch(
  count: i32,
  transposeA: bool,
  transposeB: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  strideA: i32,
  b: usize,
  ldb: i32,
  strideB: i32,
  c: usize,
  ldc: i32,
  strideC: i32,
  scratch: usize,
): void {
  for (let i = 0; i < count; i++) {
    gemm(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, 0, scratch);
    a += (<usize>strideA) << 2;
    b += (<usize>strideB) << 2;
    c += (<usize>strideC) << 2;
  }
}

/** Packs [depths, width] with contiguous rows into panels [depths][panel]; what is beyond the width becomes 0. */
function packRows(source: usize, stride: i32, width: i32, depths: i32, panel: i32, target: usize): void {
  for (let start = 0; start < width; start += panel) {
    const used = min(panel, width - start);
    let from = source + (start << 2);
    if (used === 8) {
      for (let p = 0; p < depths; p++) {
        v128.store(target, v128.load(from));
        v128.store(target, v128.load(from, 16), 16);
        from += (<usize>stride) << 2;
        target += 32;
      }
    } else {
      for (let p = 0; p < depths; p++) {
        for (let i = 0; i < used; i++) store<f32>(target + (i << 2), load<f32>(from + (i << 2)));
        for (let i = used; i < panel; i++) store<f32>(target + (i << 2), 0);
        from += (<usize>stride) << 2;
        target += (<usize>panel) << 2;
      }
    }
  }
}

/** Packs the transpose of [width, depths] with contiguous rows into panels [depths][panel]. */
function packTransposed(
  source: usize,
  stride: i32,
  width: i32,
  depths: i32,
  panel: i32,
  target: usize,
): void {
  const step = (<usize>panel) << 2;
  const rowBytes = (<usize>stride) << 2;
  for (let start = 0; start < width; start += panel) {
    const used = min(panel, width - start);
    let i = 0;
    for (; i + 4 <= used; i += 4)
      transposeFour(source + <usize>(start + i) * rowBytes, rowBytes, depths, target + (i << 2), step);
    for (; i < panel; i++) {
      let to = target + (i << 2);
      if (i < used) {
        const from = source + <usize>(start + i) * rowBytes;
        for (let p = 0; p < depths; p++, to += step) store<f32>(to, load<f32>(from + (p << 2)));
      } else {
        for (let p = 0; p < depths; p++, to += step) store<f32>(to, 0);
      }
    }
    target += <usize>depths * step;
  }
}

/** Four rows become four neighboring columns. */
function transposeFour(from: usize, rowBytes: usize, depths: i32, to: usize, step: usize): void {
  let p = 0;
  for (; p + 4 <= depths; p += 4) {
    const r0 = v128.load(from),
      r1 = v128.load(from + rowBytes);
    const r2 = v128.load(from + 2 * rowBytes),
      r3 = v128.load(from + 3 * rowBytes);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5),
      high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5),
      high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(to + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(to + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    v128.store(to + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    from += 16;
    to += 4 * step;
  }
  for (; p < depths; p++) {
    for (let i = 0; i < 4; i++) store<f32>(to + (i << 2), load<f32>(from + <usize>i * rowBytes));
    from += 4;
    to += step;
  }
}

/** TILE rows of C against every panel of B. Tiles at the border go through `tile`. */
function multiplyStrip(
  a: usize,
  b: usize,
  depths: i32,
  rows: i32,
  columns: i32,
  c: usize,
  ldc: i32,
  accumulate: bool,
  bias: usize,
  tile: usize,
): void {
  for (let j = 0; j < columns; j += 8) {
    if (rows === TILE && columns - j >= 8) {
      multiplyTile(a, b, depths, c, (<usize>ldc) << 2, accumulate, bias);
    } else {
      multiplyTile(a, b, depths, tile, 32, false, 0);
      copyTile(tile, rows, min(8, columns - j), c, (<usize>ldc) << 2, accumulate, bias);
    }
    b += (<usize>depths) << 5;
    c += 32;
    if (bias) bias += 32;
  }
}

function copyTile(
  tile: usize,
  rows: i32,
  columns: i32,
  c: usize,
  ldc: usize,
  accumulate: bool,
  bias: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let value = load<f32>(tile + (j << 2));
      if (accumulate) value += load<f32>(c + (j << 2));
      if (bias) value += load<f32>(bias + (j << 2));
      store<f32>(c + (j << 2), value);
    }
    tile += 32;
    c += ldc;
  }
}

function storeRow(c: usize, left: v128, right: v128, accumulate: bool, bias: usize): void {
  if (accumulate) {
    left = f32x4.add(left, v128.load(c));
    right = f32x4.add(right, v128.load(c, 16));
  }
  if (bias) {
    left = f32x4.add(left, v128.load(bias));
    right = f32x4.add(right, v128.load(bias, 16));
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

function multiplyTile(
  a: usize,
  b: usize,
  depths: i32,
  c: usize,
  ldc: usize,
  accumulate: bool,
  bias: usize,
): void {
  const zero = f32x4.splat(0);
  let l0 = zero,
    r0 = zero,
    l1 = zero,
    r1 = zero,
    l2 = zero,
    r2 = zero,
    l3 = zero,
    r3 = zero;
  for (let p = 0; p < depths; p++) {
    const left = v128.load(b),
      right = v128.load(b, 16);
    let x = v128.load32_splat(a);
    l0 = f32x4.add(l0, f32x4.mul(x, left));
    r0 = f32x4.add(r0, f32x4.mul(x, right));
    x = v128.load32_splat(a, 4);
    l1 = f32x4.add(l1, f32x4.mul(x, left));
    r1 = f32x4.add(r1, f32x4.mul(x, right));
    x = v128.load32_splat(a, 8);
    l2 = f32x4.add(l2, f32x4.mul(x, left));
    r2 = f32x4.add(r2, f32x4.mul(x, right));
    x = v128.load32_splat(a, 12);
    l3 = f32x4.add(l3, f32x4.mul(x, left));
    r3 = f32x4.add(r3, f32x4.mul(x, right));
    a += 16;
    b += 32;
  }
  storeRow(c, l0, r0, accumulate, bias);
  c += ldc;
  storeRow(c, l1, r1, accumulate, bias);
  c += ldc;
  storeRow(c, l2, r2, accumulate, bias);
  c += ldc;
  storeRow(c, l3, r3, accumulate, bias);
}
