import type { Example } from '../example.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { countWords } from './count-words.ts';
import { learnVocabulary } from './learn-vocabulary.ts';
import type { Normalization } from './tokenizer-json.ts';
import { wordPieceTokenizer } from './wordpiece-tokenizer.ts';

/**
 * Learns a WordPiece tokenizer from the examples' texts. The same examples give the same tokenizer.
 *
 * @param options.size largest number of pieces, special tokens included
 */
export function learnTokenizer(
  examples: readonly Example[],
  options: { size: number; lowercase: boolean },
): Tokenizer {
  const normalization: Normalization = {
    lowercase: options.lowercase,
    stripAccents: null,
    handleChineseCharacters: true,
  };
  const texts = examples.flatMap((example) => example.texts);
  const vocabulary = learnVocabulary(countWords(texts, normalization), options.size);
  return wordPieceTokenizer(vocabulary, normalization);
}
