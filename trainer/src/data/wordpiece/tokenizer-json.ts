import { continuation, specialTokens } from './special-tokens.ts';

/** How text is cleaned before it is cut into pieces. */
export interface Normalization {
  lowercase: boolean;
  /** null: strip accents exactly when lower-casing, as BERT does. */
  stripAccents: boolean | null;
  handleChineseCharacters: boolean;
}

/**
 * The content of a Hugging Face tokenizer.json for a BERT WordPiece vocabulary.
 *
 * @param vocabulary pieces in id order; holds the special tokens
 * @throws Error if a special token is missing
 */
export function tokenizerJson(vocabulary: readonly string[], normalization: Normalization): object {
  const ids = new Map(vocabulary.map((piece, id) => [piece, id]));
  const idOf = (token: string) => {
    const id = ids.get(token);
    if (id === undefined) throw new Error(`The vocabulary lacks ${token}.`);
    return id;
  };
  const special = (id: string, typeId: number) => ({ SpecialToken: { id, type_id: typeId } });
  const sequence = (id: string, typeId: number) => ({ Sequence: { id, type_id: typeId } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens
      .map((content) => ({
        id: idOf(content),
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      }))
      .sort((a, b) => a.id - b.id),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: normalization.handleChineseCharacters,
      strip_accents: normalization.stripAccents,
      lowercase: normalization.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), sequence('A', 0), special('[SEP]', 0)],
      pair: [
        special('[CLS]', 0),
        sequence('A', 0),
        special('[SEP]', 0),
        sequence('B', 1),
        special('[SEP]', 1),
      ],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [idOf(token)], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: continuation, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: continuation,
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((piece, id) => [piece, id])),
    },
  };
}

/** The content of a Hugging Face tokenizer_config.json beside it. */
export function tokenizerConfig(normalization: Normalization): object {
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: normalization.lowercase,
    strip_accents: normalization.stripAccents,
    tokenize_chinese_chars: normalization.handleChineseCharacters,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
    model_max_length: 512,
  };
}
