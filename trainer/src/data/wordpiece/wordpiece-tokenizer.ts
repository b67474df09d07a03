import { huggingFaceTokenizer } from '../tokenizer/hugging-face-tokenizer.ts';
import type { Tokenizer } from '../tokenizer.ts';
import { type Normalization, tokenizerConfig, tokenizerJson } from './tokenizer-json.ts';

/**
 * BERT's tokenizer with these pieces.
 *
 * @param vocabulary pieces in id order
 * @throws Error if a special token is missing, or a piece stands there twice
 */
export function wordPieceTokenizer(vocabulary: readonly string[], normalization: Normalization): Tokenizer {
  const ids = new Map(vocabulary.map((piece, id) => [piece, id]));
  return huggingFaceTokenizer({
    tokenizer: tokenizerJson(vocabulary, normalization),
    config: tokenizerConfig(normalization),
    vocabulary: [vocabularyFile(ids)],
  });
}

/** vocab.txt: a piece a line, in id order. @throws Error where the ids leave a gap */
export function vocabularyFile(ids: ReadonlyMap<string, number>): { name: string; content: string } {
  const pieces: string[] = [];
  for (const [piece, id] of ids) pieces[id] = piece;
  for (let id = 0; id < pieces.length; id++) {
    if (pieces[id] === undefined) throw new Error(`the vocabulary has no piece with id ${id}`);
  }
  return { name: 'vocab.txt', content: `${pieces.join('\n')}\n` };
}
