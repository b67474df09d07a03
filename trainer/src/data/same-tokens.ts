import type { Tokenizer } from './tokenizer.ts';

/** Whether two tokenizers are the same, so that texts have the same tokens at the same places. */
export function sameTokens(a: Tokenizer, b: Tokenizer): boolean {
  return a === b || JSON.stringify(a.files()) === JSON.stringify(b.files());
}
