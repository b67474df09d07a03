/** y[row] = table[ids[row]], rows of `width`; an id beyond the table gives zeros. */
export function gatherRows(rows: i32, width: i32, entries: i32, table: usize, ids: usize, y: usize): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++, y += bytes) {
    const id = load<i32>(ids + ((<usize>row) << 2));
    if (<u32>id < <u32>entries) memory.copy(y, table + <usize>id * bytes, bytes);
    else memory.fill(y, 0, bytes);
  }
}

/** sums = the sum over the rows of [rows, width]. */
export function columnSum(rows: i32, width: i32, x: usize, sums: usize): void {
  memory.fill(sums, 0, (<usize>width) << 2);
  for (let row = 0; row < rows; row++) {
    addTo(width, x, sums);
    x += (<usize>width) << 2;
  }
}

/** sums[segments[row]] += x[row]; a negative segment, or one beyond the last, is left out. sums is [segments, width]. */
export function segmentSum(
  rows: i32,
  width: i32,
  segmentCount: i32,
  x: usize,
  segments: usize,
  sums: usize,
): void {
  memory.fill(sums, 0, (<usize>(segmentCount * width)) << 2);
  for (let row = 0; row < rows; row++) {
    const segment = load<i32>(segments + ((<usize>row) << 2));
    if (<u32>segment < <u32>segmentCount) addTo(width, x, sums + ((<usize>(segment * width)) << 2));
    x += (<usize>width) << 2;
  }
}

/** Σ x², added up in double precision. */
export function sumOfSquares(size: i32, x: usize): f64 {
  let low = f64x2.splat(0),
    high = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const values = v128.load(x + ((<usize>i) << 2));
    const first = f64x2.promote_low_f32x4(values);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const lanes = f64x2.add(low, high);
  let sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
  for (; i < size; i++) {
    const value = <f64>load<f32>(x + ((<usize>i) << 2));
    sum += value * value;
  }
  return sum;
}

function addTo(width: i32, x: usize, sums: usize): void {
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(x + at)));
  }
  for (; i < width; i++) {
    const at = (<usize>i) << 2;
    store<f32>(sums + at, load<f32>(sums + at) + load<f32>(x + at));
  }
}
