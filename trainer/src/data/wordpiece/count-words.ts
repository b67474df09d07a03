import { exactTokenizer } from '../tokenizer/exact.ts';
import { specialTokens } from './special-tokens.ts';
import { type Normalization, tokenizerConfig, tokenizerJson } from './tokenizer-json.ts';

/**
 * How often each word occurs in the texts, words being what BERT's normalizer and pre-tokenizer make of a text.
 * Words longer than 100 characters are left out: WordPiece reads them as [UNK].
 */
export function countWords(texts: Iterable<string>, normalization: Normalization): Map<string, number> {
  const { tokenizer: splitter } = exactTokenizer(
    tokenizerJson(specialTokens, normalization),
    tokenizerConfig(normalization),
  );
  const { normalizer, pre_tokenizer: preTokenizer } = splitter;
  if (!normalizer || !preTokenizer)
    throw new Error('The tokenizer was made without normalizer or pre-tokenizer.');
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of preTokenizer.pre_tokenize(normalizer.normalize(text))) {
      if (word.length > 0 && word.length <= 100) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
