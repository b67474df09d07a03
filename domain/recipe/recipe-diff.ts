import { canonicalJson } from './canonical.ts';

/** A field in which two recipes differ. */
export interface RecipeDifference {
  /** `encoder.training.learningRate`; list items by their position: `objective.terms.0.weight`. */
  path: string;
  /** Value in the first recipe; undefined where it has no such field. */
  here: unknown;
  /** Value in the second. */
  there: unknown;
}

/** Fields in which two configurations differ, by path. Lists of plain values are compared as a whole. */
export function recipeDiff(here: unknown, there: unknown): RecipeDifference[] {
  const [first, second] = [leavesOf(here), leavesOf(there)];
  const paths = [...new Set([...first.keys(), ...second.keys()])].sort();
  return paths.flatMap((path) => {
    const [a, b] = [first.get(path), second.get(path)];
    return leafText(a) === leafText(b) ? [] : [{ path, here: a, there: b }];
  });
}

/** The plain values of a configuration by path; empty objects and lists of plain values count as plain. */
export function leavesOf(config: unknown, prefix = ''): Map<string, unknown> {
  if (!isBranch(config)) return new Map([[prefix, config]]);
  return new Map(
    Object.entries(config).flatMap(([key, value]) => [
      ...leavesOf(value, prefix === '' ? key : `${prefix}.${key}`),
    ]),
  );
}

/** Equal texts for equal values; a missing field is not the same as null. */
export function leafText(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}

function isBranch(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false;
  const members = Object.values(value);
  if (members.length === 0) return false;
  return !Array.isArray(value) || members.some((member) => member !== null && typeof member === 'object');
}
