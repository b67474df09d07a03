const buffer = new DataView(new ArrayBuffer(4));

/** The nearest number that half precision (IEEE 754 binary16) has, to even on ties; ±Infinity beyond 65504. */
export function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude < 65520)) return Number.isNaN(value) ? value : Math.sign(value) * Number.POSITIVE_INFINITY;
  if (magnitude < 2 ** -14) {
    // Below the least normal number the steps are 2⁻²⁴.
    return roundToEven(value * 2 ** 24) / 2 ** 24;
  }
  buffer.setFloat32(0, magnitude);
  const exponent = (buffer.getUint32(0) >>> 23) - 127;
  const step = 2 ** (exponent - 10);
  return roundToEven(value / step) * step;
}

/** Every element rounded to half precision: what a halfvec column gives back. */
export function halfPrecision(values: Float32Array): Float32Array {
  return values.map(roundToHalf);
}

/** Its sixteen bits. */
export function halfBits(value: number): number {
  const rounded = roundToHalf(value);
  const sign = rounded < 0 || Object.is(rounded, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(rounded);
  if (Number.isNaN(magnitude)) return 0x7e00;
  if (magnitude === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  buffer.setFloat32(0, magnitude);
  const bits = buffer.getUint32(0);
  return sign | (((bits >>> 23) - 112) << 10) | ((bits >>> 13) & 0x3ff);
}

function roundToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
