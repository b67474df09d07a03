import { apiAddress } from '@stillhouse/client/api-address.ts';
import { InvalidArgumentError } from 'commander';

/** `kd,reaugkd` → both names. */
export function names(value: string): string[] {
  const found = value.split(',').map((name) => name.trim());
  if (found.some((name) => name === '')) throw new InvalidArgumentError('Separate names with commas.');
  if (new Set(found).size < found.length) throw new InvalidArgumentError('A name is listed twice.');
  return found;
}

/** `1,2,3` → those whole numbers. */
export function seeds(value: string): number[] {
  return names(value).map(seed);
}

/** A whole number from 0 to 2³¹ − 1. */
export function seed(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 0x7fffffff) {
    throw new InvalidArgumentError('A seed must be a whole number from 0 to 2147483647.');
  }
  return number;
}

/** A whole number from 1 up. */
export function count(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(value);
}

/** An option that may stand there several times: its values in order. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Address of an API, however it is written: `http://127.0.0.1:4000/graphql` and `http://127.0.0.1:4000/` are the same one. */
export function address(value: string): string {
  try {
    return apiAddress(value);
  } catch {
    throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4000.');
  }
}
