import DataLoader from 'dataloader';
import type { Context } from '../context.ts';

/**
 * A loader that gathers what is requested during one operation and loads it in one go. The rows it loads, those of lists among them, count
 * toward the operation's budget.
 *
 * @param load values in the order of the keys
 * @param cacheKey a string for keys that are objects
 */
export function perRequest<Key, Value>(
  load: (keys: readonly Key[], context: Context) => Promise<readonly Value[]>,
  cacheKey?: (key: Key) => string,
): (context: Context) => DataLoader<Key, Value, Key | string> {
  const loaders = new WeakMap<Context, DataLoader<Key, Value, Key | string>>();
  return (context) => {
    const there = loaders.get(context);
    if (there) return there;
    const loader = new DataLoader<Key, Value, Key | string>(
      async (keys) => {
        const values = await load(keys, context);
        context.budget.spend(
          'rows',
          values.reduce<number>((sum, value) => sum + rowsOf(value), 0),
        );
        return [...values];
      },
      { cache: context.remember, ...(cacheKey && { cacheKeyFn: cacheKey }) },
    );
    loaders.set(context, loader);
    return loader;
  };
}

function rowsOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1;
}

/** What is requested of an owner: lists with the same arguments are loaded together. */
export interface Owned<Owner, Args> {
  owner: Owner;
  args: Args;
}

/**
 * A loader of what belongs to an owner, such as a page of a list: one call for all owners with the same arguments.
 *
 * @param load values in the order of the owners
 */
export function perOwner<Owner, Args, Value>(
  load: (owners: readonly Owner[], args: Args, context: Context) => Promise<readonly Value[]>,
): (context: Context) => DataLoader<Owned<Owner, Args>, Value, Owned<Owner, Args> | string> {
  return perRequest(
    async (wanted: readonly Owned<Owner, Args>[], context: Context) => {
      const found = new Map<Owned<Owner, Args>, Value>();
      for (const group of groupBy(wanted, ({ args }) => JSON.stringify(args))) {
        const owners = group.map(({ owner }) => owner);
        const values = await load(owners, (group[0] as Owned<Owner, Args>).args, context);
        group.forEach((one, i) => {
          found.set(one, values[i] as Value);
        });
      }
      return wanted.map((one) => found.get(one) as Value);
    },
    ({ owner, args }) => JSON.stringify([owner, args]),
  );
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Iterable<Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups.values();
}

/** Values in the order of the keys; null for a key without one. */
export function inOrder<Key, Value>(
  keys: readonly Key[],
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): (Value | null)[] {
  const byKey = new Map(values.map((value) => [keyOf(value), value]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** The values of each key, in the order of the keys. */
export function grouped<Key, Value>(
  keys: readonly Key[],
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): Value[][] {
  const byKey = new Map<Key, Value[]>(keys.map((key) => [key, []]));
  for (const value of values) byKey.get(keyOf(value))?.push(value);
  return keys.map((key) => byKey.get(key) ?? []);
}
