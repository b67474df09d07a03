/** RoBERTa's special tokens. */
const specialTokens = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'];

/**
 * The content of a Hugging Face tokenizer.json for RoBERTa's byte-level BPE.
 *
 * @param vocabulary id by piece, as vocab.json has it
 * @param merges pairs of pieces in the order in which they are merged, as merges.txt has them
 * @throws Error if a special token is missing
 */
export function tokenizerJson(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly (readonly [string, string])[],
): object {
  const idOf = (token: string) => {
    const id = vocabulary[token];
    if (id === undefined) throw new Error(`the vocabulary lacks ${token}`);
    return id;
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens
      .map((content) => ({
        id: idOf(content),
        content,
        single_word: false,
        // RoBERTa's mask takes the space before it.
        lstrip: content === '<mask>',
        rstrip: false,
        normalized: false,
        special: true,
      }))
      .sort((a, b) => a.id - b.id),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['</s>', idOf('</s>')],
      cls: ['<s>', idOf('<s>')],
      trim_offsets: true,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabulary,
      merges,
    },
  };
}

/** The content of a Hugging Face tokenizer_config.json beside it. */
export function tokenizerConfig(): object {
  return {
    tokenizer_class: 'RobertaTokenizer',
    add_prefix_space: false,
    bos_token: '<s>',
    eos_token: '</s>',
    cls_token: '<s>',
    sep_token: '</s>',
    unk_token: '<unk>',
    pad_token: '<pad>',
    mask_token: '<mask>',
    model_max_length: 512,
  };
}
