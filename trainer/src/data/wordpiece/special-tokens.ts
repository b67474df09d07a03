/** BERT's special tokens, in the order of their ids in a vocabulary that is learned here. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;
export type SpecialToken = (typeof specialTokens)[number];

/** What stands before a piece that does not begin a word. */
export const continuation = '##';
