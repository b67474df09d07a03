/** Token ids of one example: `[CLS] a [SEP]`, or `[CLS] a [SEP] b [SEP]` for a pair. */
export interface Encoding {
  /** [tokens] */
  ids: Int32Array;
  /** [tokens], 0 for the first text and its [SEP], 1 for the second and its [SEP] */
  typeIds: Int32Array;
}

/** Turns texts into token ids. */
export interface Tokenizer {
  vocabularySize: number;
  padId: number;
  /** @returns the ids of one or two texts, truncated longest first to at most `maxTokens`, special tokens included */
  encode(texts: readonly string[], maxTokens: number): Encoding;
  /** The files a Hugging Face folder holds for this tokenizer, so that a checkpoint carries it. */
  files(): { name: string; content: string }[];
}
