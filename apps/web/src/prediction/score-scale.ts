/** Place of a score in its range, 0 to 1; a score outside stands at the end. @param range lowest and highest score */
export function placeOf(score: number, [low = 0, high = 1]: readonly number[]): number {
  return Math.max(0, Math.min(1, (score - low) / (high - low)));
}

/** Round scores from the lowest to the highest of a range, at most eleven. */
export function ticksOf([low = 0, high = 1]: readonly number[]): number[] {
  const width = high - low;
  const power = 10 ** Math.floor(Math.log10(width / 10));
  const round = [1, 2, 5, 10].map((times) => times * power).find((size) => width / size <= 10) ?? width;
  const step = Number.isInteger(width) && width <= 10 ? 1 : round;
  const count = Math.floor(width / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => Number((low + i * step).toPrecision(6)));
}
