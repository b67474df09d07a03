import {
  BertNormalizer,
  ByteLevelPreTokenizer,
  type Normalizer,
  type PreTokenizer,
  SequenceNormalizer,
  SequencePreTokenizer,
  Tokenizer,
} from '@huggingface/tokenizers';

interface AddedToken {
  content: string;
  lstrip?: boolean;
  rstrip?: boolean;
}

/**
 * A tokenizer of @huggingface/tokenizers that cuts texts as the native `tokenizers` does. What is mended (in 0.2.0): Chinese characters
 * outside the basic plane are set apart, a sigma is lower-cased without regard to its place, and white space is Unicode's and not
 * JavaScript's where byte-level BPE splits words and where a special token takes the space beside it. What parts them still: the
 * native BERT normalizer knows the marks and punctuation of Unicode 8, Node those of its own day.
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

/** CJK ideographs, by the ranges of the native BertNormalizer. */
const ideograph =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

function mendNormalizer(normalizer: Normalizer | null): void {
  if (normalizer instanceof SequenceNormalizer) normalizer.normalizers.forEach(mendNormalizer);
  if (!(normalizer instanceof BertNormalizer)) return;
  const { config } = normalizer;
  const others = { ...config, handle_chinese_chars: false };
  const cleaned = new BertNormalizer({ ...others, lowercase: false, strip_accents: false });
  const rest = new BertNormalizer({ ...others, clean_text: false });
  normalizer.normalize = (text) => {
    const spaced = cleaned.normalize(text);
    const apart = config.handle_chinese_chars ? spaced.replace(ideograph, ' $& ') : spaced;
    return rest.normalize(config.lowercase ? apart.replaceAll('Σ', 'σ') : apart);
  };
}

/** GPT-2's (Radford et al. 2019), with `\s` as the property that it is elsewhere. */
const words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

function mendPreTokenizer(preTokenizer: PreTokenizer | null): void {
  if (preTokenizer instanceof SequencePreTokenizer) preTokenizer.tokenizers.forEach(mendPreTokenizer);
  if (preTokenizer instanceof ByteLevelPreTokenizer) preTokenizer.pattern = words;
}
