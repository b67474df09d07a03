/** A horizontal axis in points: from `low` to `high` with round ticks, zero always on it. */
export interface GainScale {
  low: number;
  high: number;
  ticks: number[];
  /** Place of a gain (a fraction, not points) as a share of the axis, 0 to 1. */
  place: (gain: number) => number;
}

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/** The axis that holds every gain with its deviation. Gains are fractions; low, high and ticks are points. */
export function gainScale(gains: readonly { gain: number; sd: number }[]): GainScale {
  const ends = gains.flatMap(({ gain, sd }) => [100 * (gain - sd), 100 * (gain + sd)]);
  const reach = Math.max(0.4, ...ends.map(Math.abs));
  const lowest = Math.min(-reach / 5, ...ends);
  const highest = Math.max(reach / 5, ...ends);
  const step = steps.find((candidate) => (highest - lowest) / candidate <= 5) ?? 100;
  const low = Math.floor(lowest / step) * step;
  const high = Math.ceil(highest / step) * step;
  const count = Math.round((high - low) / step);
  return {
    low,
    high,
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((low + index * step).toPrecision(6))),
    place: (gain) => (100 * gain - low) / (high - low),
  };
}
