import { fixedText } from '@stillhouse/domain/number/fixed-text.ts';

/** Stands for a value that is not known. */
export const unknown = '–';

type Maybe<T> = T | null | undefined;

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `67,349`; an en dash when unknown. GraphQL's BigInt may arrive as a string. */
export function formatCount(value: Maybe<number | string>): string {
  return value == null ? unknown : grouped.format(Number(value));
}

/** A number of weights with three digits: `4.39 M`, `110 M`, `820`. */
export function formatParameters(value: Maybe<number | string>): string {
  if (value == null) return unknown;
  return scaled(Number(value), 1000, ['', ' k', ' M', ' B', ' T']);
}

/** Bytes in decimal units with as many digits as matter: `512 B`, `4.1 MB`, `1.2 GB`. */
export function formatBytes(value: Maybe<number | string>): string {
  if (value == null) return unknown;
  return scaled(Number(value), 1000, [' B', ' kB', ' MB', ' GB', ' TB'], 2);
}

function scaled(value: number, base: number, units: readonly string[], digits = 3): string {
  let unit = 0;
  let rest = value;
  while (Math.abs(rest) >= base && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  if (unit === 0) return `${Math.round(rest)}${units[0]}`;
  const whole = Math.max(1, Math.floor(Math.log10(Math.abs(rest))) + 1);
  return `${rest.toFixed(Math.max(0, digits - whole))}${units[unit]}`;
}

/** Milliseconds without the unit, which stands in the header: `0.42`, `12.3`, `120`. */
export function formatMilliseconds(value: Maybe<number>): string {
  if (value == null) return unknown;
  if (value < 1) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** A probability with three decimals: `0.931`. */
export function formatUnit(value: Maybe<number>): string {
  return value == null ? unknown : fixedText(value, 3);
}

/** A cosine with the four decimals that tell near neighbors apart: `0.9998`. */
export function formatSimilarity(value: Maybe<number>): string {
  return value == null ? unknown : fixedText(value, 4);
}

/** A score of a regression, gold or predicted, with two decimals: `3.20`. */
export function formatScoreValue(value: Maybe<number>): string {
  return value == null ? unknown : fixedText(value, 2);
}

/** A value of a logged metric with four digits: `0.6931`, `1.25e-5`, `2,048`. */
export function formatMetric(value: Maybe<number>): string {
  if (value == null) return unknown;
  if (!Number.isFinite(value)) return minus(String(value));
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return minus(grouped.format(value));
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return minus(value.toExponential(2).replace('e+', 'e'));
  return minus(size >= 1000 ? grouped.format(value) : value.toPrecision(4));
}

/** Values along an axis with the digits that tell each from the next: `5.095e8`, `5.1e8`; empty for those that are not labeled. */
export function formatTicks(ticks: readonly (number | null)[]): string[] {
  const values = ticks.filter((tick) => tick !== null);
  const steps = values.slice(1).map((value, i) => Math.abs(value - (values[i] ?? value)));
  const largest = Math.max(...values.map(Math.abs));
  const places = Math.ceil(Math.log10(largest / Math.min(...steps)));
  // A step has two digits of its own, such as 0.25; beyond twelve digits there is only the error of rounding.
  const digits = Number.isFinite(places) ? Math.min(12, Math.max(1, places + 2)) : 4;
  return ticks.map((tick) => {
    if (tick === null) return '';
    const size = Math.abs(tick);
    const rounded = Number(tick.toPrecision(digits));
    return size !== 0 && (size < 1e-3 || size >= 1e5)
      ? minus(rounded.toExponential().replace('e+', 'e'))
      : minus(String(rounded));
  });
}

/** A p-value with two decimals, below 0.1 with one digit: `0.42`, `0.03`, `0.006`, `< 0.001`. */
export function formatP(value: Maybe<number>): string {
  if (value == null) return unknown;
  if (value < 0.001) return '< 0.001';
  if (value < 0.1) return value.toPrecision(1);
  return value > 0.99 ? '1.0' : value.toFixed(2);
}

/** A p-value in a sentence: `p = 0.03`, `p < 0.001`. */
export function formatPEquation(value: number): string {
  const text = formatP(value);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}

/** Minus signs in place of hyphens. */
export function minus(text: string): string {
  return text.replaceAll('-', '−');
}
