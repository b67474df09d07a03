/** A recipe or a part of one, as read from YAML or the command line and not yet validated. */
export type Patch = { [key: string]: unknown };

/** Is it a mapping, as against a list, a scalar or nothing? */
export function isPatch(value: unknown): value is Patch {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** `base` with `patch` over it: mappings are merged key by key, all else (lists too) is replaced. Neither is changed. */
export function merge(base: Patch, patch: Patch): Patch {
  const merged: Patch = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const below = merged[key];
    merged[key] = isPatch(value) && isPatch(below) ? merge(below, value) : value;
  }
  return merged;
}
