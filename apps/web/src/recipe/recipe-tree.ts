import { leafText, leavesOf } from '@stillhouse/domain/recipe/recipe-diff.ts';

/** A line of the tree of a recipe's fields: a field with its values, or the name of a group of fields. */
export interface TreeLine {
  /** `encoder.training.learningRate` */
  path: string;
  /** The last part of the path. */
  name: string;
  /** 0 for the outermost fields. */
  depth: number;
  /** null for a group. */
  values: LeafValues | null;
}

export interface LeafValues {
  /** undefined where the recipe has no such field. */
  here: unknown;
  /** Of the recipe it is compared with; equal to `here` without one. */
  there: unknown;
  differs: boolean;
}

/**
 * The fields of a recipe as a tree, in the recipe's order, each group before its fields; fields that only the other recipe has come last.
 *
 * @param other undefined: nothing to compare with, and no field differs
 * @param onlyDiffering leaves out fields with equal values, and groups without any other
 */
export function recipeTree(config: unknown, other: unknown, onlyDiffering: boolean): TreeLine[] {
  const here = leavesOf(config);
  const there = other === undefined ? here : leavesOf(other);
  const paths = inOneTree([...new Set([...here.keys(), ...there.keys()])]);
  const lines: TreeLine[] = [];
  const groups = new Set<string>();
  for (const path of paths) {
    const values = { here: here.get(path), there: there.get(path) };
    const differs = leafText(values.here) !== leafText(values.there);
    if (onlyDiffering && !differs) continue;
    const parts = path.split('.');
    for (let depth = 0; depth < parts.length - 1; depth++) {
      const group = parts.slice(0, depth + 1).join('.');
      if (groups.has(group)) continue;
      groups.add(group);
      lines.push({ path: group, name: parts[depth] ?? '', depth, values: null });
    }
    lines.push({ path, name: parts.at(-1) ?? path, depth: parts.length - 1, values: { ...values, differs } });
  }
  return lines;
}

/** Keeps the order of first appearance on each level, so that the fields of a group follow each other. */
function inOneTree(paths: readonly string[], prefix = ''): string[] {
  const heads = new Map<string, string[]>();
  for (const path of paths) {
    const head = path.slice(prefix.length).split('.', 1)[0] ?? '';
    heads.set(head, [...(heads.get(head) ?? []), path]);
  }
  return [...heads].flatMap(([head, members]) => {
    const group = `${prefix}${head}`;
    const below = members.filter((path) => path !== group);
    return [
      ...(members.includes(group) ? [group] : []),
      ...(below.length > 0 ? inOneTree(below, `${group}.`) : []),
    ];
  });
}

/** A value as it would be written in a recipe's file. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** JSON type of a value: `number`, `string`, `boolean`, `list`, `object`, `null`; `not set` for undefined. */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value;
}
