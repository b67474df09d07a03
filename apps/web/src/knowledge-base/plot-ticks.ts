/** Round numbers between two, 1, 2 or 5 × 10ⁿ apart; about so many. */
export function evenTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** Numbers 1, 2 and 5 × 10ⁿ from `low` to `high`, powers of ten alone where these are more than `most`; the two ends where there are not two. */
export function logTicks(low: number, high: number, most: number): number[] {
  const among = (factors: readonly number[]) => {
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i))
      .flatMap((power) => factors.map((factor) => factor * power))
      .filter((tick) => tick >= low && tick <= high);
  };
  const found = [[1, 2, 5], [1, 3], [1]].map(among).find((ticks) => ticks.length <= most && ticks.length > 1);
  return found ?? (low === high ? [low] : [low, high]);
}
