import DataLoader from 'dataloader';
import type { Context } from '../context.ts';

/**
 * A loader that gathers what is asked for during one request and loads it in one go.
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
      async (keys) => [...(await load(keys, context))],
      { cache: context.remember, ...(cacheKey && { cacheKeyFn: cacheKey }) },
    );
    loaders.set(context, loader);
    return loader;
  };
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
