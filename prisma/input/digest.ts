import { createHash } from 'node:crypto';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';

/** Hexadecimal sha256 of a value's canonical JSON. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
