import { formatBytes, formatMetric, formatTicks } from '../format/number.ts';

/** How the values of a metric are written. */
export interface MetricFormat {
  value(value: number | null | undefined): string;
  /** Labels along its axis; empty for those that have none. */
  ticks(values: readonly (number | null)[]): string[];
}

const plain: MetricFormat = { value: formatMetric, ticks: formatTicks };
const bytes: MetricFormat = { value: formatBytes, ticks: byteTicks };
const units = [
  { size: 1e9, name: 'GB' },
  { size: 1e6, name: 'MB' },
  { size: 1e3, name: 'kB' },
  { size: 1, name: 'B' },
];

/** By the unit that a key ends with: `system/rssBytes` in MB and GB. */
export function metricFormat(key: string): MetricFormat {
  return key.endsWith('Bytes') ? bytes : plain;
}

/** All in the unit of the largest, so that two neighbors never read the same. */
function byteTicks(values: readonly (number | null)[]): string[] {
  const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)));
  const unit = units.find(({ size }) => largest >= size) ?? { size: 1, name: 'B' };
  const labels = formatTicks(values.map((value) => (value === null ? null : value / unit.size)));
  return labels.map((label) => label && `${label} ${unit.name}`);
}
