import { deepestJson } from '@stillhouse/domain/record/json.ts';

export interface JsonFault {
  path: string[];
  message: string;
}

/**
 * The first place of a value that is not kept as it is: nested too deep, or a member named `__proto__`. Null where there is none. Walks
 * without recursion, since a schema that descends into a deep value overflows the stack.
 */
export function unstorableJson(value: unknown): JsonFault | null {
  const pending: { value: unknown; path: Path | null; depth: number }[] = [{ value, path: null, depth: 1 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value: found, path, depth } = next;
    if (found === null || typeof found !== 'object' || ArrayBuffer.isView(found)) continue;
    if (depth > deepestJson)
      return { path: stepsOf(path).slice(0, 8), message: `is nested more than ${deepestJson} deep` };
    for (const key of Object.keys(found)) {
      const inner = { key, outer: path };
      if (key === '__proto__') return { path: stepsOf(inner), message: 'cannot be named __proto__' };
      const member = (found as Record<string, unknown>)[key];
      if (member !== null && typeof member === 'object')
        pending.push({ value: member, path: inner, depth: depth + 1 });
    }
  }
  return null;
}

interface Path {
  key: string;
  outer: Path | null;
}

function stepsOf(path: Path | null): string[] {
  const steps: string[] = [];
  for (let step = path; step; step = step.outer) steps.unshift(step.key);
  return steps;
}
