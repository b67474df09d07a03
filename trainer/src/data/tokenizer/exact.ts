import {
  BertNormalizer,
  BertPreTokenizer,
  ByteLevelPreTokenizer,
  type Normalizer,
  type PreTokenizer,
  SequenceNormalizer,
  SequencePreTokenizer,
  Tokenizer,
} from '@huggingface/tokenizers';
import { type BertNormalization, bertWords, normalizedText } from './bert-text.ts';
import { classOf } from './code-points.ts';
import * as native from './native-unicode.ts';

interface AddedToken {
  content: string;
  lstrip?: boolean;
  rstrip?: boolean;
}

/**
 * A tokenizer of @huggingface/tokenizers that cuts texts as the native `tokenizers` does. What is mended (in 0.2.0): what is a mark, a letter,
 * a number, punctuation or to be taken out is by the native library's tables, whatever Unicode Node has; Chinese characters outside the
 * basic plane are set apart; a sigma is lower-cased without regard to its place; and white space is Unicode's and not JavaScript's.
 */
export function exactTokenizer(tokenizer: object, config: object) {
  const { added_tokens: added = [] } = tokenizer as { added_tokens?: AddedToken[] };
  const unstripped = added.map((token) => ({ ...token, lstrip: false, rstrip: false }));
  const made = new Tokenizer({ ...tokenizer, added_tokens: unstripped }, config);
  mendNormalizer(made.normalizer);
  mendPreTokenizer(made.pre_tokenizer);
  const strips = added.flatMap(({ content, lstrip, rstrip }) => {
    const token = content.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return [
      ...(lstrip ? [new RegExp(`\\p{White_Space}+(?=${token})`, 'gu')] : []),
      ...(rstrip ? [new RegExp(`(?<=${token})\\p{White_Space}+`, 'gu')] : []),
    ];
  });
  return {
    tokenizer: made,
    /** Ids of a text's pieces, without special tokens around them. */
    piecesOf: (text: string): number[] =>
      made.encode(
        strips.reduce((rest, strip) => rest.replace(strip, ''), text),
        { add_special_tokens: false },
      ).ids,
  };
}

function mendNormalizer(normalizer: Normalizer | null): void {
  if (normalizer instanceof SequenceNormalizer) normalizer.normalizers.forEach(mendNormalizer);
  if (!(normalizer instanceof BertNormalizer)) return;
  const config = normalizer.config as BertNormalization;
  normalizer.normalize = (text) => normalizedText(text, config);
}

const [letter, number] = [classOf(native.letters), classOf(native.numbers)];
/** GPT-2's (Radford et al. 2019). */
const words = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?[${letter}]+| ?[${number}]+| ?[^\\p{White_Space}${letter}${number}]+|` +
    '\\p{White_Space}+(?!\\P{White_Space})|\\p{White_Space}+',
  'gu',
);

function mendPreTokenizer(preTokenizer: PreTokenizer | null): void {
  if (preTokenizer instanceof SequencePreTokenizer) preTokenizer.tokenizers.forEach(mendPreTokenizer);
  if (preTokenizer instanceof ByteLevelPreTokenizer) preTokenizer.pattern = words;
  if (preTokenizer instanceof BertPreTokenizer) preTokenizer.pre_tokenize_text = bertWords;
}
