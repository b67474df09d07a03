import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Encoding, Tokenizer } from '../tokenizer.ts';
import { longestFirst } from './truncate.ts';

/** What a Hugging Face folder says of a tokenizer. */
export interface TokenizerFiles {
  /** Parsed content of tokenizer.json. */
  tokenizer: object;
  /** Parsed content of tokenizer_config.json. */
  config: object;
}

/**
 * A BERT tokenizer: Hugging Face's own pieces, put between [CLS] and [SEP] and truncated here.
 *
 * @throws Error if the vocabulary lacks [PAD], [CLS] or [SEP], or its ids leave gaps
 */
export function wordPieceTokenizer(files: TokenizerFiles): Tokenizer {
  const huggingFace = new HuggingFaceTokenizer(files.tokenizer, files.config);
  const vocabulary = inIdOrder(huggingFace.get_vocab(true));
  const idOf = (token: string) => {
    const id = huggingFace.token_to_id(token);
    if (id === undefined) throw new Error(`The tokenizer's vocabulary lacks ${token}.`);
    return id;
  };
  const cls = idOf('[CLS]');
  const separator = idOf('[SEP]');
  const piecesOf = (text: string) => huggingFace.encode(text, { add_special_tokens: false }).ids;
  return {
    vocabularySize: vocabulary.length,
    padId: idOf('[PAD]'),
    encode: (texts, maxTokens) => assemble(texts.map(piecesOf), maxTokens, cls, separator),
    files: () => [
      { name: 'tokenizer.json', content: `${JSON.stringify(files.tokenizer, null, 1)}\n` },
      { name: 'tokenizer_config.json', content: `${JSON.stringify(files.config, null, 1)}\n` },
      { name: 'vocab.txt', content: `${vocabulary.join('\n')}\n` },
    ],
  };
}

/** @param texts pieces of one or two texts */
function assemble(texts: number[][], maxTokens: number, cls: number, separator: number): Encoding {
  const [first, second] = texts;
  if (!first || texts.length > 2) throw new RangeError(`An example has 1 or 2 texts, not ${texts.length}.`);
  const specials = second ? 3 : 2;
  const room = maxTokens - specials;
  if (room < 1) throw new RangeError(`${maxTokens} tokens leave no room beside ${specials} special ones.`);
  if (!second) {
    const ids = [cls, ...first.slice(0, room), separator];
    return { ids: Int32Array.from(ids), typeIds: new Int32Array(ids.length) };
  }
  const [keepFirst, keepSecond] = longestFirst(first.length, second.length, room);
  const ids = [cls, ...first.slice(0, keepFirst), separator, ...second.slice(0, keepSecond), separator];
  return { ids: Int32Array.from(ids), typeIds: new Int32Array(ids.length).fill(1, keepFirst + 2) };
}

function inIdOrder(vocabulary: ReadonlyMap<string, number>): string[] {
  const pieces: string[] = [];
  for (const [piece, id] of vocabulary) pieces[id] = piece;
  for (let id = 0; id < pieces.length; id++) {
    if (pieces[id] === undefined) throw new Error(`The tokenizer's vocabulary has no piece with id ${id}.`);
  }
  return pieces;
}
