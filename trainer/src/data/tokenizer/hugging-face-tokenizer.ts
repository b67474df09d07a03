import type { Encoding, Tokenizer } from '../tokenizer.ts';
import { exactTokenizer } from './exact.ts';
import { type Template, templateOf } from './template.ts';
import { longestFirst } from './truncate.ts';

/** What a Hugging Face folder says of a tokenizer. */
export interface TokenizerFiles {
  /** Parsed content of tokenizer.json. */
  tokenizer: object;
  /** Parsed content of tokenizer_config.json. */
  config: object;
  /** The vocabulary in the older files beside them. */
  vocabulary: { name: string; content: string }[];
}

/**
 * The tokenizer of a Hugging Face folder: pieces as @huggingface/tokenizers cuts them, put between special tokens and truncated here.
 *
 * @throws Error if it has no token for padding, or puts texts together in another way than BERT and RoBERTa do
 */
export function huggingFaceTokenizer({ tokenizer, config, vocabulary }: TokenizerFiles): Tokenizer {
  const { tokenizer: huggingFace, piecesOf } = exactTokenizer(tokenizer, config);
  const { post_processor } = tokenizer as { post_processor?: unknown };
  const template = templateOf(post_processor);
  const padding = paddingToken(config, (token) => huggingFace.token_to_id(token) !== undefined);
  const padId = huggingFace.token_to_id(padding);
  if (padId === undefined) throw new Error(`the vocabulary lacks ${padding}`);
  const highest = [...huggingFace.get_vocab(true).values()].reduce((max, id) => Math.max(max, id), -1);
  return {
    vocabularySize: highest + 1,
    padId,
    encode: (texts, maxTokens) => assemble(texts.map(piecesOf), maxTokens, template),
    files: () => [
      { name: 'tokenizer.json', content: `${JSON.stringify(tokenizer, null, 1)}\n` },
      { name: 'tokenizer_config.json', content: `${JSON.stringify(config, null, 1)}\n` },
      ...vocabulary,
    ],
  };
}

/** @param texts pieces of one or two texts */
function assemble(texts: number[][], maxTokens: number, { single, pair }: Template): Encoding {
  const [first, second] = texts;
  if (!first || texts.length > 2) throw new RangeError(`An example has 1 or 2 texts, not ${texts.length}.`);
  const specials = second
    ? pair.before.length + pair.between.length + pair.after.length
    : single.before.length + single.after.length;
  const room = maxTokens - specials;
  if (room < 1) throw new RangeError(`${maxTokens} tokens leave no room beside ${specials} special ones.`);
  if (!second) {
    const ids = [...single.before, ...first.slice(0, room), ...single.after];
    return { ids: Int32Array.from(ids), typeIds: new Int32Array(ids.length) };
  }
  const [keepFirst, keepSecond] = longestFirst(first.length, second.length, room);
  const head = [...pair.before, ...first.slice(0, keepFirst)];
  const tail = [...second.slice(0, keepSecond), ...pair.after];
  const ids = Int32Array.from([...head, ...pair.between, ...tail]);
  const typeIds = new Int32Array(ids.length).fill(pair.types.first, 0, head.length);
  typeIds.set(pair.types.between, head.length);
  return { ids, typeIds: typeIds.fill(pair.types.second, ids.length - tail.length) };
}

/** What a tokenizer_config.json calls padding, as text or as a token with its properties; BERT's or RoBERTa's where it says nothing. */
function paddingToken(config: object, has: (token: string) => boolean): string {
  const { pad_token: said } = config as { pad_token?: string | { content?: string } | null };
  const name = typeof said === 'object' ? said?.content : said;
  return name ?? (has('<pad>') && !has('[PAD]') ? '<pad>' : '[PAD]');
}
